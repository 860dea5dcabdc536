using System.Text;

namespace Kif.Bench.Tokenizers;

/// <summary>How fast one tokenizer encodes one text: tokens in all, tokens per second the first time and the best time, megabytes per second.</summary>
internal sealed record TokenizerSpeed(int Tokens, double First, double Best, double MegabytesPerSecond)
{
    public const int Tries = 5;

    /// <summary>Encodes the text some times, a paragraph at a time.</summary>
    public static TokenizerSpeed Of(ITokenizer tokenizer, string text)
    {
        string[] paragraphs = text.Split('\n');
        int tokens = 0;
        double[] times = [.. Enumerable.Range(0, Tries)
            .Select(_ => Seconds(() => tokens = paragraphs.Sum(p => tokenizer.Encode(p, addSpecialTokens: false).Length)))];
        return new(tokens, tokens / times[0], tokens / times.Min(), Encoding.UTF8.GetByteCount(text) / times.Min() / 1e6);
    }

    /// <summary>CPU time of this process: other programs do not count.</summary>
    public static double Seconds(Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
