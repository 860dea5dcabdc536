using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>The tokens with a role in a GGUF file, and which of them the runtime puts around a text.</summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="settings">Its settings.</param>
/// <param name="json">Its <c>tokenizer.json</c>; empty if there is none.</param>
/// <param name="config">The model's settings.</param>
/// <param name="rows">The number of rows of the embedding.</param>
internal sealed class GgufSpecialTokens(TokenizerPipeline tokenizer, TokenizerSettings settings, JsonField json, ConfigFile config, int rows)
{
    private const int TextId = int.MaxValue;

    /// <summary>The roles, with the names of their keys: that of separators is misspelled in the format.</summary>
    private static readonly (string Role, string Key)[] Roles =
    [
        ("bos", "bos"), ("eos", "eos"), ("unk", "unknown"), ("sep", "seperator"), ("pad", "padding"), ("cls", "cls"), ("mask", "mask"),
    ];

    /// <summary>Adds ids and flags.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="folder">The folder, for messages.</param>
    /// <param name="begins">Whether the runtime puts the begin token in front of a text if the file does not say so.</param>
    /// <param name="ends">Whether it puts the end token behind a text then.</param>
    /// <exception cref="InvalidDataException">A text gets other tokens around it than one begin and one end token.</exception>
    public void Add(GgufMetadata metadata, string folder, bool begins, bool ends)
    {
        Dictionary<string, int> ids = Ids();
        (int[] before, int[] after) = Around();
        if (before is [var first] && !ids.ContainsKey("bos")) ids["bos"] = first;
        if (after is [var last] && !ids.ContainsKey("eos")) ids["eos"] = last;
        if (before.Length > 1 || before is [var begin] && begin != ids["bos"] || after.Length > 1 || after is [var end] && end != ids["eos"])
            throw new InvalidDataException($"'{folder}': a text gets {Show(before)} in front and {Show(after)} behind, and llama.cpp can put "
                + $"one begin token ({Show(ids, "bos")}) and one end token ({Show(ids, "eos")}) alone.");
        foreach ((string role, int id) in ids) metadata.Add($"tokenizer.ggml.{Roles.First(r => r.Role == role).Key}_token_id", id);
        Dictionary<string, bool> flags = Flags();
        if (flags.ContainsKey("bos") || before.Length == 1 != begins) flags["bos"] = before.Length == 1;
        if (flags.ContainsKey("eos") || after.Length == 1 != ends) flags["eos"] = after.Length == 1;
        foreach ((string role, bool value) in flags) metadata.Add($"tokenizer.ggml.add_{role}_token", value);
    }

    /// <summary>Returns ids by role: those of tokenizer_config.json, then those of config.json, then the tokenizer's own.</summary>
    private Dictionary<string, int> Ids()
    {
        var ids = new Dictionary<string, int>();
        Dictionary<string, int> added = tokenizer.AddedTokens.ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        if (!json["model"].IsNull)
            foreach ((string role, _) in Roles)
                if (settings.Special($"{role}_token") is { } token && added.TryGetValue(token, out int id) && id < rows) ids.TryAdd(role, id);
        foreach ((string role, _) in Roles)
            if (config.Json.TryGetProperty($"{role}_token_id", out JsonElement value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out int id) && id >= 0 && id < rows) ids.TryAdd(role, id);
        (string, int?)[] own = [("bos", tokenizer.BeginId), ("eos", tokenizer.EndId), ("unk", tokenizer.UnknownId), ("pad", tokenizer.PadId)];
        foreach ((string role, int? id) in own)
            if (id is { } known && known < rows) ids.TryAdd(role, known);
        return ids;
    }

    /// <summary>Returns the ids that are put in front of a text and behind it.</summary>
    private (int[] Before, int[] After) Around()
    {
        int[] all = tokenizer.Assemble([TextId]).Ids;
        int at = Array.IndexOf(all, TextId);
        return (all[..at], all[(at + 1)..]);
    }

    /// <summary>Returns the flags that llama.cpp's converter writes for the forms of a post-processor; false where it puts nothing.</summary>
    private Dictionary<string, bool> Flags()
    {
        var flags = new Dictionary<string, bool>();
        foreach (JsonField stage in Stages(json["post_processor"]))
        {
            if (stage.Type == "ByteLevel") (flags["bos"], flags["eos"]) = (false, false);
            if (stage.Type != "TemplateProcessing") continue;
            JsonField[] single = [.. stage["single"].Items()], pair = [.. stage["pair"].Items()];
            if (single.Length > 1 && !single[0]["SpecialToken"].IsNull) flags["bos"] = true;
            if (single.Length > 1 && !single[^1]["SpecialToken"].IsNull) flags["eos"] = true;
            // Pairs of texts have something between them.
            if (pair.Length > 2 + single.Length - 1) flags["sep"] = false;
        }
        foreach (string role in (string[])["bos", "eos"])
            if (settings.Config[$"add_{role}_token"] is { IsNull: false } flag) flags[role] = flag.Flag;
        return flags;
    }

    private static IEnumerable<JsonField> Stages(JsonField component) => component.Type switch
    {
        null => [],
        "Sequence" => component["processors"].Items().SelectMany(Stages),
        _ => [component],
    };

    private string Show(Dictionary<string, int> ids, string role) => ids.TryGetValue(role, out int id) ? Show([id]) : "none";

    private string Show(int[] ids) =>
        ids.Length == 0 ? "nothing" : string.Join(" ", ids.Select(id => $"'{DisplayText.Of(tokenizer.TokenOf(id) ?? $"{id}")}'"));
}
