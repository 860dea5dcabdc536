using System.CommandLine;

namespace Kif.Cli;

/// <summary>The command <c>kif completion SHELL</c>, which prints a shell's completion script.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { HelpName = "SHELL", Description = "bash, zsh, fish or pwsh." };
        shell.CompletionSources.Add("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", """
            Prints a script that lets a shell complete commands, options and names.

            bash: kif completion bash > ~/.local/share/bash-completion/completions/kif
            zsh:  kif completion zsh > ~/.zfunc/_kif      (a folder of fpath)
            fish: kif completion fish > ~/.config/fish/completions/kif.fish
            pwsh: kif completion pwsh >> $PROFILE
            """) { shell };
        command.SetAction(parsed => Console.Out.Write(CompletionScripts.Of(parsed.GetValue(shell)!)));
        return command;
    }
}

/// <summary>The completion scripts of shells; they ask <c>kif "[suggest:POSITION]" LINE</c> for completions.</summary>
internal static class CompletionScripts
{
    /// <summary>Returns the script of a shell.</summary>
    /// <exception cref="CompositionException">There is no script for the shell.</exception>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => Pwsh,
        _ => throw new CompositionException(UnknownName.Message("shell", shell, ["bash", "zsh", "fish", "pwsh"])),
    };

    // Bash splits words at = and : too; replies must not repeat the part of the word before the last of them.
    private const string Bash = """
        # kif completion for bash
        _kif() {
            local line="${COMP_LINE:0:COMP_POINT}" current="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n' reply
            [[ $current == "=" || $current == ":" ]] && current=""
            local word="${line##*[[:space:]]}"
            local before="${word%"$current"}"
            COMPREPLY=()
            for reply in $(kif "[suggest:${#line}]" "$line" 2>/dev/null); do
                [[ $reply == "$word"* ]] && COMPREPLY+=("${reply#"$before"}")
            done
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
        }
        complete -o default -F _kif kif

        """;

    private const string Zsh = """
        #compdef kif
        _kif() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a found
            found=("${(@f)$(kif "[suggest:${#line}]" "$line" 2>/dev/null)}")
            found=(${(M)found:#${PREFIX}*})
            if (( ${#found} )); then compadd -S '' -- $found; else _files; fi
        }
        if [ "$funcstack[1]" = "_kif" ]; then _kif "$@"; else compdef _kif kif; fi

        """;

    private const string Fish = """
        # kif completion for fish
        function __kif_complete
            set -l line (commandline -cp)
            kif "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c kif -a '(__kif_complete)'

        """;

    private const string Pwsh = """
        # kif completion for PowerShell
        Register-ArgumentCompleter -Native -CommandName kif -ScriptBlock {
            param($word, $ast, $position)
            $line = "$ast".PadRight($position)
            kif "[suggest:$position]" $line 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
