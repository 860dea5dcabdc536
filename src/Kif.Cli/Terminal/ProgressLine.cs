using System.Globalization;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The progress of a download: one line that is written over where a person looks on, and else a line every ten seconds.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="person">Whether a person looks on.</param>
/// <param name="time">Measures the time.</param>
internal sealed class ProgressLine(TextWriter output, bool person, TimeProvider time) : IProgress<HubProgress>
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200), Seldom = TimeSpan.FromSeconds(10);

    private long shown;
    private int width;
    private bool open;

    /// <summary>Shows how far it is, unless that was shown just now.</summary>
    public void Report(HubProgress value)
    {
        bool passing = value.File is not null;
        if (passing && time.GetElapsedTime(shown) < (person ? Often : Seldom)) return;
        // What was just begun is told only when it takes long.
        shown = time.GetTimestamp();
        string line = passing && value.Total > 0 ? $"{Share(value)}  {value.Text}" : value.Text;
        if (!person)
        {
            output.WriteLine(line);
            return;
        }
        string cut = passing && line.Length > 110 ? line[..109] + "…" : line;
        output.Write("\r" + cut.PadRight(width));
        (width, open) = (cut.Length, true);
        if (!passing) End();
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (open) output.WriteLine();
        (width, open) = (0, false);
    }

    private static string Share(HubProgress p) => string.Create(CultureInfo.InvariantCulture,
        $"{100.0 * p.Bytes / p.Total,3:F0} % of {p.Total / 1e6:N1} MB");
}
