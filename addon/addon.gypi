{
  "targets": [
    {
      "target_name": "gocluster",
      "sources": ["addon.c", "channel.c", "channel_class.c", "exec.c", "gauges.c", "go_settings.c", "headroom.c", "kept_pair.c", "loader.c", "message.c", "named_socket.c", "notify.c", "page.c", "primary_watch.c", "process.c", "pull.c", "reading.c", "root.c", "trial.c", "yield.c"],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-std=c11", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      "ldflags": ["-Wl,-z,nodelete", "-Wl,-z,now"],
      "libraries": ["-ldl", "-lpthread"]
    },
    {
      "target_name": "core",
      "type": "none",
      "actions": [
        {
          "action_name": "go_build",
          "inputs": ["<!@(node scripts/go-sources.js)", "../go.mod", "../go.sum"],
          "outputs": ["<(PRODUCT_DIR)/libgocluster.so"],
          "action": [
            "go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-tags=netgo,osusergo",
            "-o", "<(PRODUCT_DIR)/libgocluster.so", "./capi"
          ]
        },
        {
          "action_name": "go_build_program",
          "inputs": ["<!@(node scripts/go-sources.js)", "../go.mod", "../go.sum"],
          "outputs": ["<(PRODUCT_DIR)/gocluster-core"],
          "action": [
            "env", "CGO_ENABLED=0", "go", "build", "-trimpath", "-ldflags=-s -w", "-tags=netgo,osusergo",
            "-o", "<(PRODUCT_DIR)/gocluster-core", "./process"
          ]
        }
      ]
    }
  ]
}
