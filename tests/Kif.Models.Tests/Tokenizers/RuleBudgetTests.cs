using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Rules that multiply a text are refused before the text is made; those of any real tokenizer are far below the limits.</summary>
public sealed class RuleBudgetTests
{
    private static readonly string[] Letters = ["a", "b", "▁"];

    [Fact]
    public void Replacements_that_multiply_each_other()
    {
        object[] rules = [.. Enumerable.Repeat(Replace("a", new string('a', 100)), 4)];
        Refuses(rules, "aaaaaaaa", "*add more than 66048 characters to a text of 8, with Replace \"a\" of its tokenizer.json*");
    }

    [Fact]
    public void Patterns_that_multiply_each_other()
    {
        object[] rules = [.. Enumerable.Repeat(new { type = "Replace", pattern = new { Regex = "a" }, content = new string('a', 100) }, 4)];
        Refuses(rules, "aaaaaaaa", "*add more than 66048 characters to a text of 8, with Replace \"a\"*");
    }

    [Fact]
    public void A_long_text_that_is_put_before_each_of_many_segments() => Refuses(
        [new { type = "Prepend", prepend = new string('b', 4000) }], string.Concat(Enumerable.Repeat("a<x>", 1000)), "*characters to a text of 4000, with Prepend*");

    [Fact]
    public void A_normalization_form_and_replacements() => Refuses(
        [new { type = "NFKD" }, Replace("\u0644", new string('\uFDFA', 50)), new { type = "NFKD" }, Replace("\u0644", new string('\uFDFA', 50)), new { type = "NFKD" }],
        new string('\uFDFA', 20), "*characters to a text of 20, with*");

    [Fact]
    public void Replacements_of_a_decoder()
    {
        using var folder = Folder([], [.. Enumerable.Repeat(Replace("a", new string('a', 100)), 4)]);
        ITokenizer tokenizer = TokenizerFolder.Load(folder.Path);
        int[] ids = tokenizer.Encode("aaaaaaaa");
        Small(() => FluentActions.Invoking(() => tokenizer.Decode(ids)).Should().Throw<InvalidDataException>().WithMessage("*characters to a text of*with Replace \"a\"*"));
    }

    [Fact]
    public void Tokens_around_every_text()
    {
        string[] many = [.. Enumerable.Repeat("a", 40)];
        using var folder = Folder([], [], new
        {
            type = "TemplateProcessing", pair = Array.Empty<object>(),
            single = Enumerable.Repeat<object>(new { SpecialToken = new { id = "a", type_id = 0 } }, 40).Append(new { Sequence = new { id = "A", type_id = 0 } }),
            special_tokens = new { a = new { id = "a", ids = Enumerable.Repeat(0, 40), tokens = many } },
        });
        FluentActions.Invoking(() => TokenizerFolder.Load(folder.Path)).Should().Throw<InvalidDataException>()
            .WithMessage("*post_processor.single is *; supported here: at most 1024 tokens around a text*");
    }

    [Fact]
    public void A_pattern_that_takes_too_long_is_named()
    {
        var rule = new ReplaceNormalizer(null, new Regex("(x+x+)+y", RegexOptions.None, TimeSpan.FromMilliseconds(50)), "z");
        FluentActions.Invoking(() => rule.Normalize(new string('x', 40), new(40))).Should().Throw<InvalidDataException>()
            .WithMessage("the tokenizer's pattern \"(x+x+)+y\" takes more than 0.05 s on a text of 40 characters.");
    }

    [Fact]
    public void Rules_within_the_limits_are_exact()
    {
        using var folder = Folder([Replace("a", new string('b', 60)), new { type = "Prepend", prepend = "a" }], [Replace("b", new string('a', 60))]);
        ITokenizer tokenizer = TokenizerFolder.Load(folder.Path);
        int[] ids = tokenizer.Encode(new string('a', 10_000));
        ids.Should().HaveCount(600_001).And.StartWith([0, 1]);
        tokenizer.Decode(tokenizer.Encode("a")).Should().Be("a" + new string('a', 60 * 60));
    }

    private static object Replace(string text, string content) => new { type = "Replace", pattern = new { String = text }, content };

    private static void Refuses(object[] rules, string text, string message)
    {
        using var folder = Folder(rules, []);
        ITokenizer tokenizer = TokenizerFolder.Load(folder.Path);
        Small(() => FluentActions.Invoking(() => tokenizer.Encode(text)).Should().Throw<InvalidDataException>().WithMessage(message));
    }

    /// <summary>A refusal takes less than 20 MB, where the text would take gigabytes.</summary>
    private static void Small(Action refusal)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        refusal();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20 << 20);
    }

    private static TemporaryFolder Folder(object[] normalizers, object[] decoders, object? template = null)
    {
        var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", JsonSerializer.Serialize(new
        {
            added_tokens = new[] { new { id = 3, content = "<x>", special = true } },
            normalizer = new { type = "Sequence", normalizers }, post_processor = template,
            decoder = new { type = "Sequence", decoders = decoders.Append(new { type = "Fuse" }) },
            model = new { type = "Unigram", unk_id = 2, vocab = Letters.Select(l => new object[] { l, -1.0 }) },
        }));
        return folder;
    }
}
