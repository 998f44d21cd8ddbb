{ "includes": ["addon/addon.gypi"] }
