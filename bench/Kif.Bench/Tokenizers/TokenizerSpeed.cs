using System.Text;

namespace Kif.Bench.Tokenizers;

/// <summary>How fast one tokenizer encodes one text.</summary>
internal sealed record TokenizerSpeed(int Tokens, double TokensPerSecond, double MegabytesPerSecond)
{
    public const int Tries = 5;

    /// <summary>Encodes the text, in paragraphs, some times; the first time, which fills caches and compiles, counts as little as the others.</summary>
    public static TokenizerSpeed Of(ITokenizer tokenizer, string text)
    {
        string[] paragraphs = text.Split('\n');
        int tokens = 0;
        double best = double.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            tokens = 0;
            best = Math.Min(best, Seconds(() =>
            {
                foreach (string paragraph in paragraphs)
                    tokens += tokenizer.Encode(paragraph, addSpecialTokens: false).Length;
            }));
        }
        return new(tokens, tokens / best, Encoding.UTF8.GetByteCount(text) / best / 1e6);
    }

    /// <summary>CPU time of this process: other programs do not count.</summary>
    public static double Seconds(Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
