using System.CommandLine;

namespace Kif.Cli.Completing;

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
