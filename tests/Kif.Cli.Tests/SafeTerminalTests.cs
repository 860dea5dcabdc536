using Spectre.Console;

namespace Kif.Cli.Tests;

/// <summary>Nothing that is printed moves the cursor or turns the reading direction, and what the console draws itself stays.</summary>
public class SafeTerminalTests
{
    private const string Hostile = "a\u001b]0;x\u0007 \u202eb\u2066c\u009b \ud83d\ude00";
    private const string Shown = "a\\u001b]0;x\\u0007 \\u202eb\\u2066c\\u009b \ud83d\ude00";

    [Fact]
    public void Writers_show_what_is_hidden()
    {
        using var text = new StringWriter { NewLine = "\n" };
        using var safe = new SafeWriter(text);
        safe.WriteLine(Hostile);
        safe.Write(Hostile.ToCharArray());
        safe.Write("{0}|", Hostile);
        safe.Write(Hostile.AsSpan());
        foreach (char c in Hostile) safe.Write(c);
        safe.Write('\n');
        safe.Write("two\r\nlines\tand a tab\rover");
        text.ToString().Should().Be($"{Shown}\n{Shown}{Shown}|{Shown}{Shown}\ntwo\r\nlines\tand a tab\\u000dover");
    }

    [Fact]
    public void Consoles_show_what_is_hidden_and_keep_their_own_colors()
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 300;
        console.Pipeline.Attach(new SafeText());
        console.MarkupLineInterpolated($"[red]{Hostile}[/]");
        console.Write(new Table().AddColumn("name").AddRow(new Text(Hostile)));
        console.WriteLine(Hostile);
        text.ToString().Should().Contain("\u001b[91m").And.NotContain("\u001b]").And.NotContain("\u202e").And.NotContain("\u0007");
        text.ToString().Split(Shown).Should().HaveCount(4);
    }

    [Fact]
    public async Task A_message_is_one_line()
    {
        (int code, _, string error) = await Tool.RunAsync("compare", "--data", "no\u001b[31m\nsuch");
        code.Should().Be(2);
        error.TrimEnd('\n').Should().NotContain("\u001b").And.NotContain("\n").And.StartWith("kif: ");
    }
}
