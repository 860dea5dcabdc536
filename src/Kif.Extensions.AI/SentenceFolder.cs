using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// The settings of sentence-transformers in a model's folder: <c>modules.json</c> with the folder of its pooling, <c>sentence_bert_config.json</c> and
/// <c>config_sentence_transformers.json</c>. What would make another embedding of it than Kif's is refused.
/// </summary>
internal sealed record SentenceFolder
{
    private const string Modules = "modules.json", PoolingFile = "config.json", Mode = "pooling_mode";
    private const long MaxBytes = 1 << 20;

    /// <summary>The pooling; null if the folder says none.</summary>
    public TokenPooling? Pooling { get; private init; }

    /// <summary>Whether embeddings have length 1.</summary>
    public bool Normalize { get; private init; }

    /// <summary>The most tokens of a text; null if the folder does not say.</summary>
    public int? MaxTokens { get; private init; }

    /// <summary>Whether texts are put in lower case first.</summary>
    public bool LowerCase { get; private init; }

    /// <summary>The text that comes before every text; empty for none.</summary>
    public string Prompt { get; private init; } = "";

    /// <summary>Reads the settings.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="pooling">The pooling that a caller chose instead of the folder's; null for the folder's.</param>
    /// <exception cref="InvalidDataException">A file is damaged; the message names file and field.</exception>
    /// <exception cref="NotSupportedException">The folder has a step that Kif does not have; the message names it.</exception>
    public static SentenceFolder Read(string folder, TokenPooling? pooling)
    {
        SentenceFolder result = new();
        if (Config(folder, "sentence_bert_config.json") is { } text)
            result = result with
            {
                MaxTokens = text.Has("max_seq_length") ? text.Size("max_seq_length") : null, LowerCase = text.Bool("do_lower_case", false),
            };
        if (Config(folder, "config_sentence_transformers.json") is { } prompts && prompts.String("default_prompt_name", null) is { } name)
            result = result with { Prompt = prompts.Section("prompts")?.String(name) ?? throw prompts.Refuse("default_prompt_name", "a name among prompts") };
        if (FolderFile.Find(folder, Modules) is not { } file) return result with { Pooling = pooling };
        foreach (ConfigFile module in Listed(file))
        {
            string type = module.String("type");
            result = type.Split('.')[^1] switch
            {
                "Transformer" => module.String("path", "") is "" ? result : throw new NotSupportedException(
                    $"'{file}': the model lies in the folder '{DisplayText.Of(module.String("path"))}'; name that folder, and set Pooling and Normalize"),
                "Pooling" => result with { Pooling = pooling ?? Pooled(folder, file, module, result.Prompt.Length > 0) },
                "Normalize" => result with { Normalize = true },
                _ => throw new NotSupportedException(
                    $"'{file}' has the module '{DisplayText.Of(type)}'; allowed: Transformer, Pooling, Normalize. Its embeddings can't be computed here."),
            };
        }
        return result;
    }

    private static ConfigFile? Config(string folder, string name) => FolderFile.Find(folder, name) is { } path ? ConfigFile.Read(path, MaxBytes) : null;

    /// <summary>Reads the list of modules; as an object, since files are read as objects.</summary>
    private static IEnumerable<ConfigFile> Listed(string file)
    {
        JsonElement root;
        try { root = JsonFile.Parse([.. "{\"modules\":"u8, .. RegularFile.ReadAll(file, MaxBytes), .. "}"u8]); }
        catch (FormatException e) { throw new InvalidDataException($"'{file}': {e.Message}", e); }
        JsonElement modules = root.GetProperty("modules");
        if (modules.ValueKind != JsonValueKind.Array || modules.EnumerateArray().Any(m => m.ValueKind != JsonValueKind.Object))
            throw new InvalidDataException($"'{file}' is no list of modules.");
        return modules.EnumerateArray().Select(m => ConfigFile.Of(m, file));
    }

    private static TokenPooling Pooled(string folder, string file, ConfigFile module, bool hasPrompt)
    {
        string name = module.String("path");
        string path = SafePath.Below(folder, name) is { } below && SafePath.Below(below, PoolingFile) is { } inner && SafePath.IsWithin(below, folder)
            ? inner : throw new InvalidDataException($"'{file}': path is '{DisplayText.Of(name)}'; allowed: a folder below the model's.");
        ConfigFile config = ConfigFile.Read(FolderFile.PathOf(Path.GetDirectoryName(path)!, PoolingFile), MaxBytes);
        if (hasPrompt && !config.Bool("include_prompt", true))
            throw new NotSupportedException(
                $"'{path}': include_prompt is false, and Kif's pooling has no tokens to leave out; set Pooling yourself to accept it");
        string[] modes = config.String(Mode, null) is { } named ? [named] : [.. config.Json.EnumerateObject()
            .Where(p => p.Name.StartsWith(Mode + "_", StringComparison.Ordinal) && config.Bool(p.Name)).Select(p => p.Name[(Mode.Length + 1)..])];
        return modes switch
        {
            ["mean_tokens" or "mean"] => TokenPooling.Mean,
            ["cls_token" or "cls"] => TokenPooling.FirstToken,
            _ => throw new NotSupportedException($"'{path}': the pooling is {(modes.Length == 0 ? "none" : DisplayText.Of(string.Join(" and ", modes)))}; "
                + "allowed: mean_tokens or cls_token, one of them. Set Pooling to choose one all the same."),
        };
    }
}
