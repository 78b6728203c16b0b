
set edit:completion:arg-completer[bouncedex] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) BOUNCEDEX_COMPLETE="elvish" bouncedex -- $@words) | to-lines
}

