using System.Globalization;
using System.Text;
using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>The hand-written splitter of GPT-2 against the same pattern run as a regular expression, on random text of all of Unicode.</summary>
public sealed class SplitterPropertyTests
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    [Fact]
    public void Both_ways_give_the_same_words()
    {
        using var byHand = Folder("""{"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}""");
        using var byRegex = Folder($$"""
            {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": {{JsonSerializer.Serialize("(?:" + Gpt2 + ")")}}
             }, "behavior": "Isolated"},
             {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}
            """);
        var (one, other, random) = (TokenizerFolder.Load(byHand.Path), TokenizerFolder.Load(byRegex.Path), new Random(7));
        for (var round = 0; round < 3000; round++)
        {
            var text = Text(random);
            one.Encode(text).Should().Equal(other.Encode(text), "of {0}", JsonSerializer.Serialize(text));
        }
    }

    /// <summary>Both folders have the merges of a real vocabulary, so that where a word ends shows in the ids.</summary>
    private static TemporaryFolder Folder(string preTokenizer)
    {
        var folder = TemporaryFolder.Copy(KnownAnswerFolders.Files("gpt2-small"), "vocab.json", "merges.txt");
        var merges = File.ReadLines(Path.Combine(folder.Path, "merges.txt")).Skip(1).Where(line => line.Length > 0);
        folder.Write("tokenizer.json", $$"""
            {"model": {"type": "BPE", "vocab": {{File.ReadAllText(Path.Combine(folder.Path, "vocab.json"))}}, "merges": {{JsonSerializer.Serialize(merges)}}
             },
             "pre_tokenizer": {{preTokenizer}}, "decoder": {"type": "ByteLevel"}
            }
            """);
        return folder;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(1, 25); left > 0; left--)
        {
            switch (random.Next(6))
            {
                case 0: text.Append(" \t\n\u00A0\u3000\u0085"[random.Next(6)], random.Next(1, 4)); break;
                case 1: text.Append(new[] { "'s", "'ll", "'RE", "'", "he", " the", "ing" }[random.Next(7)]); break;
                case 2: text.Append(random.Next(1000).ToString(CultureInfo.InvariantCulture)); break;
                case 3: text.Append((char)random.Next(33, 127)); break;
                case 4: text.Append(new Rune(random.Next(0x80, 0xD800))); break;
                default: text.Append(new Rune(random.Next(0x10000, 0x20000))); break;
            }
        }

        return text.ToString();
    }
}
