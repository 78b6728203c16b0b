complete --keep-order --exclusive --command bouncedex --arguments "(BOUNCEDEX_COMPLETE=fish bouncedex -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
