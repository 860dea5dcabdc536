namespace Kif.Models.Tests.Tokenizers;

/// <summary>Texts that know no end: ten times the length may not take a hundred times as long, which any quadratic step would.</summary>
[Collection(AloneCollection.Name)]
public sealed class LinearityTests
{
    private const int Short = 100_000;
    private const double Most = 60;

    /// <summary>Seconds below which a duration says nothing; a quadratic step on the short text takes longer.</summary>
    private const double Floor = 0.02;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var name in new[] { "gpt2-small", "llama3-like", "sp-bpe", "bert-wordpiece", "t5" })
            {
                foreach (var unit in new[] { "abcdefghij", " ", "😀", "\u0301\u0323", "<s>" })
                {
                    cases.Add(name, unit);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Encoding_takes_time_in_proportion_to_the_text(string name, string unit)
    {
        var tokenizer = KnownAnswerFolders.Load(name);
        var (brief, lengthy) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 6 && (round == 0 || lengthy / Math.Max(brief, Floor) >= Most); round++)
        {
            brief = Math.Min(brief, Seconds(tokenizer, Text(unit, Short)));
            lengthy = Math.Min(lengthy, Seconds(tokenizer, Text(unit, Short * 10)));
        }

        (lengthy / Math.Max(brief, Floor)).Should().BeLessThan(Most, "{0:F4} s and then {1:F4} s", brief, lengthy);
    }

    private static string Text(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));

    /// <summary>CPU time of this process, so that others do not count.</summary>
    private static double Seconds(ITokenizer tokenizer, string text)
    {
        var start = Environment.CpuUsage.TotalTime;
        tokenizer.Encode(text).Should().NotBeNull();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
