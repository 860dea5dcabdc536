using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Kif;

/// <summary>Reads YAML as JSON. Every scalar is the text that is written (no, 1.50), but for nulls; references to other places are refused.</summary>
internal static class YamlJson
{
    private const int MaxDepth = 64;

    /// <summary>Parses a document.</summary>
    /// <exception cref="InvalidDataException">It is malformed, has references or is nested too deeply; the message has the line.</exception>
    public static JsonElement Parse(string yaml)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                var parser = new Parser(new StringReader(yaml));
                parser.Consume<StreamStart>();
                if (parser.Accept<StreamEnd>(out _)) return JsonElement.Parse("null");
                parser.Consume<DocumentStart>();
                Write(parser, json, 0);
            }
            return JsonElement.Parse(buffer.WrittenSpan);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"line {e.Start.Line + 1}: ") + DisplayText.Of(e.Message, 200), e);
        }
    }

    private static void Write(Parser parser, Utf8JsonWriter json, int depth)
    {
        if (depth > MaxDepth) throw new YamlException(parser.Current!.Start, parser.Current.End, $"it is nested more than {MaxDepth} levels deep");
        if (parser.TryConsume<Scalar>(out Scalar? scalar))
        {
            if (IsNull(scalar)) json.WriteNullValue();
            else json.WriteStringValue(scalar.Value);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            json.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _)) Write(parser, json, depth + 1);
            json.WriteEndArray();
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            json.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out Scalar? key)) throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a text");
                json.WritePropertyName(key.Value);
                Write(parser, json, depth + 1);
            }
            json.WriteEndObject();
        }
        else throw new YamlException(parser.Current!.Start, parser.Current.End, "references (*name) are not read");
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
}
