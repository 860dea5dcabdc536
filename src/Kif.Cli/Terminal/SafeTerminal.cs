using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Kif.Cli;

/// <summary>
/// The one way to the terminal: while it lasts, everything that is printed shows control and format characters as <c>\uXXXX</c>, so that no name or message
/// out of a file or a plug-in moves the cursor, colors, renames the window or turns the reading direction. Lines and tabs stay.
/// </summary>
internal sealed class SafeTerminal : IDisposable
{
    private readonly TextWriter output = Console.Out, error = Console.Error;
    private readonly IAnsiConsole console = AnsiConsole.Console;
    private readonly SafeText texts = new();

    /// <summary>Begins with the console's present writers.</summary>
    public SafeTerminal()
    {
        // The console's own escape sequences go past the writers below; what it renders is made safe before.
        console.Pipeline.Attach(texts);
        Console.SetOut(new SafeWriter(output));
        Console.SetError(new SafeWriter(error));
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        Console.SetOut(output);
        Console.SetError(error);
        console.Pipeline.Detach(texts);
    }

    /// <summary>Returns a text with everything hidden shown, but for line ends and tabs.</summary>
    internal static string Shown(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny("\n\t") < 0) return DisplayText.Of(text.ToString(), int.MaxValue);
        var shown = new StringBuilder(text.Length);
        for (int end; (end = text.IndexOfAny("\n\t")) >= 0; text = text[(end + 1)..])
        {
            ReadOnlySpan<char> line = text[..end];
            bool windows = text[end] == '\n' && line is [.., '\r'];
            shown.Append(DisplayText.Of(line[..^(windows ? 1 : 0)].ToString(), int.MaxValue)).Append(windows ? "\r" : "").Append(text[end]);
        }
        return shown.Append(DisplayText.Of(text.ToString(), int.MaxValue)).ToString();
    }
}

/// <summary>A writer that shows what is hidden.</summary>
internal sealed class SafeWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        // Halves of a pair come one after the other.
        if (char.IsSurrogate(value)) inner.Write(value);
        else inner.Write(SafeTerminal.Shown([value]));
    }

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(SafeTerminal.Shown(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => inner.Write(SafeTerminal.Shown(buffer.AsSpan(index, count)));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => inner.Write(SafeTerminal.Shown(buffer));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.Write(SafeTerminal.Shown(value) + inner.NewLine);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}

/// <summary>Shows what is hidden in the texts that a console renders; its own control sequences stay.</summary>
internal sealed class SafeText : IRenderHook
{
    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(r => new EscapedRenderable(r));

    private sealed class EscapedRenderable(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(s =>
            s.IsControlCode || s.IsLineBreak || SafeTerminal.Shown(s.Text) is var text && text == s.Text ? s : new Segment(text, s.Style));
    }
}
