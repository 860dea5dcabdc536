namespace Kif.Models;

/// <summary>
/// The text of an answer while its tokens arrive. Told is only what no later token can change: no half character, no white space that might be at the end, no
/// beginning of a stop sequence.
/// </summary>
/// <param name="encoder">Decodes answers.</param>
/// <param name="raw">Decodes ids with the white space around them, at which a stop sequence may be.</param>
/// <param name="stops">Texts that end the answer and are no part of it; empty for none.</param>
/// <param name="told">Receives the text piece by piece; null for nobody.</param>
internal sealed class AnswerStream(IExampleEncoder encoder, Func<int[], string> raw, IReadOnlyList<string> stops, Action<string>? told)
{
    private const char Unfinished = '\uFFFD';

    private readonly List<int> ids = [];
    private int said;

    /// <summary>The text so far, or in the end.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Whether a stop sequence came.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Adds a token.</summary>
    /// <returns>False if the answer ends here.</returns>
    public bool Add(int id)
    {
        ids.Add(id);
        // Without a listener or stop sequences, the text matters only in the end.
        if (told is null && stops.Count == 0) return true;
        int[] all = [.. ids];
        Text = encoder.Decode(all);
        string written = stops.Count > 0 ? raw(all) : "";
        int stop = stops.Select(s => written.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (stop >= 0)
        {
            Text = written[..stop].Trim();
            Stopped = true;
            Tell(Text.Length);
            return false;
        }
        Tell(Text.AsSpan().TrimEnd(Unfinished).TrimEnd().Length - Held());
        return true;
    }

    /// <summary>Ends the answer and tells the rest.</summary>
    /// <param name="all">Its tokens.</param>
    public string End(ReadOnlySpan<int> all)
    {
        if (Stopped) return Text;
        Text = encoder.Decode(all);
        Tell(Text.Length);
        return Text;
    }

    private void Tell(int to)
    {
        if (to <= said) return;
        told?.Invoke(Text[said..to]);
        said = to;
    }

    /// <summary>Returns the length of the longest end of the text that a stop sequence begins with.</summary>
    private int Held()
    {
        ReadOnlySpan<char> text = Text;
        int most = 0;
        foreach (string stop in stops)
            for (int length = Math.Min(stop.Length - 1, text.Length); length > most; length--)
                if (text.EndsWith(stop.AsSpan(0, length), StringComparison.Ordinal)) most = length;
        return most;
    }
}
