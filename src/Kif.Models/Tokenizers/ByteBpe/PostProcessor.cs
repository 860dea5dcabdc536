namespace Kif.Models.Tokenizers;

/// <summary>Reads the <c>post_processor</c> of a <c>tokenizer.json</c>: the ids it puts around a text.</summary>
internal static class PostProcessor
{
    public static (int[] Before, int[] After) Read(JsonField component)
    {
        switch (component.Type)
        {
            // ByteLevel only changes offsets.
            case null or "ByteLevel":
                return ([], []);
            case "TemplateProcessing":
                return Template(component);
            case "Sequence":
                var inner = component["processors"].Items().Select(Read).ToArray();
                return ([.. inner.Reverse().SelectMany(ids => ids.Before)], [.. inner.SelectMany(ids => ids.After)]);
            default:
                throw component.Unsupported("ByteLevel, TemplateProcessing, or a Sequence of them");
        }
    }

    private static (int[] Before, int[] After) Template(JsonField component)
    {
        var (before, after, seen) = (new List<int>(), new List<int>(), false);
        foreach (var item in component["single"].Items())
        {
            if (!item["Sequence"].IsNull)
            {
                seen = !seen && item["Sequence"]["id"].Text == "A" ? true : throw item.Unsupported("sequence A once");
                continue;
            }

            var token = component["special_tokens"][item["SpecialToken"]["id"].Text];
            (seen ? after : before).AddRange(token["ids"].Items().Select(id => id.Number));
        }

        return seen ? ([.. before], [.. after]) : throw component["single"].Unsupported("a template with sequence A");
    }
}
