{
  "targets": [
    {
      "target_name": "gocluster",
      "sources": ["addon.c", "channel.c", "exec.c", "loader.c", "message.c", "process.c", "room.c", "root.c", "yield.c"],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-std=c11", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      "ldflags": ["-Wl,-z,nodelete"],
      "libraries": ["-ldl", "-lpthread"]
    },
    {
      "target_name": "core",
      "type": "none",
      "actions": [
        {
          "action_name": "go_build",
          "inputs": ["<!@(node ../scripts/go-sources.js)", "../go.mod", "../go.sum"],
          "outputs": ["<(PRODUCT_DIR)/libgocluster.so"],
          "action": [
            "go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-tags=netgo,osusergo",
            "-o", "<(PRODUCT_DIR)/libgocluster.so", "../capi"
          ]
        },
        {
          "action_name": "go_build_program",
          "inputs": ["<!@(node ../scripts/go-sources.js)", "../go.mod", "../go.sum"],
          "outputs": ["<(PRODUCT_DIR)/gocluster-core"],
          "action": [
            "env", "CGO_ENABLED=0", "go", "build", "-trimpath", "-ldflags=-s -w", "-tags=netgo,osusergo",
            "-o", "<(PRODUCT_DIR)/gocluster-core", "../process"
          ]
        }
      ]
    }
  ]
}
