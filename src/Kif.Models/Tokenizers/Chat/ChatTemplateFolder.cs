using System.Text.Json;
using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>Finds the chat templates of a folder.</summary>
internal static class ChatTemplateFolder
{
    private const string FileName = "chat_template.jinja";
    private const string MoreFolder = "additional_chat_templates";
    private const string Default = "default";

    public static ChatTemplate? Load(string folder, string? name, TimeProvider? clock)
    {
        var settings = new TokenizerSettings(folder);
        var templates = InFiles(folder) is { Count: > 0 } files ? files : InConfiguration(settings.Config["chat_template"]);
        var wanted = name ?? (templates.Count == 1 ? templates.Keys.First() : Default);
        if (templates.TryGetValue(wanted, out var template))
        {
            return new ChatTemplate(template.Where, template.Source, Special(settings), clock);
        }

        return name is null && templates.Count == 0
            ? null
            : throw new ArgumentException($"{folder}: {UnknownName.Message("chat template", wanted, templates.Keys.Take(20))}");
    }

    /// <summary>Returns the text of the template that is used unless another one is named; null if there is none.</summary>
    public static string? Source(string folder)
    {
        var settings = new TokenizerSettings(folder);
        var templates = InFiles(folder) is { Count: > 0 } files ? files : InConfiguration(settings.Config["chat_template"]);
        return templates.TryGetValue(templates.Count == 1 ? templates.Keys.First() : Default, out var template) ? template.Source : null;
    }

    /// <summary>Finds chat_template.jinja and further templates in a folder of their own.</summary>
    private static Dictionary<string, (string Where, string Source)> InFiles(string folder)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        if (FolderFile.Find(folder, FileName) is { } main)
        {
            found[Default] = (main, Read(main));
        }

        var more = Path.Combine(folder, MoreFolder);
        foreach (var path in Directory.Exists(more) ? Directory.GetFiles(more, "*.jinja") : [])
        {
            found[Path.GetFileNameWithoutExtension(path)] = (path, Read(FolderFile.PathOf(more, Path.GetFileName(path))));
        }

        return found;
    }

    private static string Read(string path) => TextFile.Text(VocabularyLimits.Bytes(path), path);

    /// <summary>Reads one template or a list of named ones.</summary>
    private static Dictionary<string, (string Where, string Source)> InConfiguration(JsonField field) => field.Value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => Named(field),
        _ => new(StringComparer.Ordinal) { [Default] = (Where(field), field.Text) },
    };

    private static Dictionary<string, (string Where, string Source)> Named(JsonField list)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var item in list.Items())
        {
            item["name"].Require(found.TryAdd(item["name"].Text, (Where(item), item["template"].Text)), "each name once");
        }

        return found;
    }

    private static string Where(JsonField field) => field.Where;

    private static Dictionary<string, string> Special(TokenizerSettings settings)
    {
        var special = new SpecialTokens(settings, TokenizerClass.Of(settings, null));
        return TokenizerSettings.Roles.Select(role => (Name: role, Token: special.Of(role)!)).Where(entry => entry.Token is not null)
            .Concat(settings.Named()).DistinctBy(entry => entry.Name).ToDictionary(entry => entry.Name, entry => entry.Token, StringComparer.Ordinal);
    }
}
