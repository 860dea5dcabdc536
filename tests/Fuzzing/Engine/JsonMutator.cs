using System.Text;
using System.Text.Json;

namespace Kif.Fuzzing;

/// <summary>Damages JSON by its structure: values, keys, numbers, texts; sometimes just bytes.</summary>
internal sealed class JsonMutator : IMutator
{
    private readonly ByteMutator bytes = new(JsonWords.Pieces);

    public byte[] Mutate(byte[] content, Random random)
    {
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            List<JsonSpan> spans = JsonSpan.Of(content);
            if (spans.Count == 0 || random.Next(12) == 0) return bytes.Mutate(content, random);
            content = Once(content, spans, random);
        }
        return content;
    }

    private byte[] Once(byte[] json, List<JsonSpan> spans, Random random)
    {
        JsonSpan at = spans[random.Next(spans.Count)], other = spans[random.Next(spans.Count)];
        return random.Next(11) switch
        {
            0 or 1 => Replace(json, at.Start, at.End, Value(random)),
            2 => Replace(json, at.Start, at.End, json.AsSpan(other.Start, other.End - other.Start)),
            3 when at.Kind == JsonTokenType.Number => Replace(json, at.Start, at.End, Bytes(Number(json, at, random))),
            4 when at.Kind == JsonTokenType.String => Insert(json, random.Next(at.Start + 1, at.End), Bytes(Pick(JsonWords.InTexts, random))),
            5 when at.Key >= 0 => Replace(json, at.Key, Comma(json, at.End), []),
            6 when at.Key >= 0 => Insert(json, at.Key, [.. json.AsSpan(at.Key, at.End - at.Key), (byte)',']),
            7 when at.Key >= 0 && other.Key >= 0 => Replace(json, at.Key, KeyEnd(json, at.Key), json.AsSpan(other.Key, KeyEnd(json, other.Key) - other.Key)),
            8 => Insert(json, random.Next(2) == 0 ? at.Start : at.End, Bytes(Pick(JsonWords.Pieces, random))),
            9 => Nested(json, at, random),
            10 when at.Key < 0 => Insert(json, at.Start, [.. json.AsSpan(at.Start, at.End - at.Start), (byte)',']),
            _ => Replace(json, at.Start, at.End, Value(random)),
        };
    }

    private static byte[] Value(Random random) => Bytes(random.Next(60) switch
    {
        0 => new string('9', 10_000),
        1 => $"\"{new string('x', 5_000)}\"",
        2 => new string('[', 70) + new string(']', 70),
        _ => Pick(JsonWords.Values, random),
    });

    private static string Number(byte[] json, JsonSpan at, Random random)
    {
        string text = Encoding.UTF8.GetString(json, at.Start, at.End - at.Start);
        if (!long.TryParse(text, out long number)) return text + Pick(["0", "e9", "e99", "e999"], random);
        return random.Next(6) switch
        {
            0 => $"{unchecked(number + 1)}",
            1 => $"{unchecked(number - 1)}",
            2 => $"{unchecked(number * 2)}",
            3 => $"{unchecked(-number)}",
            4 => $"{number ^ (1L << random.Next(63))}",
            _ => $"{number / 2}",
        };
    }

    private static byte[] Nested(byte[] json, JsonSpan at, Random random)
    {
        int deep = random.Next(1, 4);
        return [.. json.AsSpan(0, at.Start), .. Bytes(new string('[', deep)), .. json.AsSpan(at.Start, at.End - at.Start), .. Bytes(new string(']', deep)),
            .. json.AsSpan(at.End)];
    }

    private static int Comma(byte[] json, int end)
    {
        while (end < json.Length && json[end] is (byte)' ' or (byte)'\n' or (byte)',') end++;
        return end;
    }

    private static int KeyEnd(byte[] json, int key)
    {
        for (int at = key + 1; at < json.Length; at++)
        {
            if (json[at] == '\\') at++;
            else if (json[at] == '"') return at + 1;
        }
        return json.Length;
    }

    private static byte[] Replace(byte[] json, int start, int end, ReadOnlySpan<byte> with) => [.. json.AsSpan(0, start), .. with, .. json.AsSpan(end)];

    private static byte[] Insert(byte[] json, int at, ReadOnlySpan<byte> what) => Replace(json, at, at, what);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Pick(IReadOnlyList<string> from, Random random) => from[random.Next(from.Count)];
}
