namespace Kif.Models;

/// <summary>The files of a repository that Kif reads, and what must be among them: of a model, an adapter or a data set.</summary>
internal sealed class HubContent
{
    private static readonly string[] Tokenizer =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "vocab.txt", "merges.txt",
        "chat_template.jinja", "chat_template.json", "additional_chat_templates/*.jinja", "*.model", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE",
        "NOTICE.txt",
    ];

    private static readonly string[] Rows = ["csv", "tsv", "json", "jsonl", "ndjson", "parquet", "arrow", "txt"], Packed = ["", ".gz", ".bz2", ".xz", ".zst"];

    private readonly string[] required;
    private readonly bool weights, deep;

    private HubContent(HubKind kind, string noun, string[] patterns, string[] required, bool weights = false, bool deep = false) =>
        (Kind, Noun, Patterns, this.required, this.weights, this.deep) = (kind, noun, patterns, required, weights, deep);

    /// <summary>A model: settings, tokenizer and safetensors weights.</summary>
    public static HubContent Model { get; } =
        new(HubKind.Model, "model", ["config.json", "generation_config.json", .. Tokenizer], ["config.json"], weights: true);

    /// <summary>An adapter of PEFT, and a tokenizer beside it.</summary>
    public static HubContent Adapter { get; } = new(HubKind.Model, "adapter", [PeftConfig.FileName, PeftAdapterFile.WeightsName, .. Tokenizer],
        [PeftConfig.FileName, PeftAdapterFile.WeightsName]);

    /// <summary>A data set: every file with rows, and those that say how they belong together.</summary>
    public static HubContent Data { get; } = new(HubKind.Dataset, "data set",
        [.. from ending in Rows from packed in Packed select $"*.{ending}{packed}", "*.zip", "README.md", ".huggingface.yaml"], [], deep: true);

    /// <summary>The kind of the repository.</summary>
    public HubKind Kind { get; }

    /// <summary>The word for it in messages.</summary>
    public string Noun { get; }

    /// <summary>The patterns of the files, without those of weights.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Returns other files of a model's repository, for tests.</summary>
    internal static HubContent Of(params string[] patterns) => new(HubKind.Model, "model", patterns, [], deep: true);

    /// <summary>Returns the wanted files, without shards, which an index names.</summary>
    public IReadOnlyList<string> Wanted(IEnumerable<string> paths)
    {
        string[] all = [.. paths];
        IEnumerable<string> kept = HubPattern.Keep(all, [.. Patterns], null)
            .Where(p => deep || !p.Contains('/') || p.StartsWith("additional_chat_templates/", StringComparison.Ordinal));
        return [.. weights && Weights(all) is { } file ? kept.Append(file) : kept];
    }

    /// <summary>Whether a file is an index that names further wanted files.</summary>
    public bool IsIndex(string path) => weights && path == WeightFiles.Index;

    /// <summary>Returns the files that an index names.</summary>
    /// <param name="index">The index on disk.</param>
    /// <exception cref="InvalidDataException">It is no index, or names other than plain files of its folder.</exception>
    public static IReadOnlyList<string> Shards(string index) => WeightFiles.Shards(index);

    /// <summary>Returns what a list of files lacks; null if it may be whole.</summary>
    public string? Lack(IReadOnlyCollection<string> paths)
    {
        string[] missing = [.. required.Where(r => !paths.Contains(r))];
        if (missing is [PeftConfig.FileName, ..] && !paths.Contains(PeftConfig.FileName) && paths.Contains("config.json"))
            return $"no {PeftConfig.FileName}: it is a whole model and no adapter";
        if (missing.Length > 0)
            return $"no {string.Join(" and no ", missing)}" + (weights && paths.Contains(PeftConfig.FileName)
                ? $", but {PeftConfig.FileName}: it is an adapter (--adapter) and no model" : "");
        if (weights && Weights(paths) is null)
            return $"neither {WeightFiles.Whole} nor {WeightFiles.Index}" + (paths.Any(p => p.StartsWith("pytorch_model", StringComparison.Ordinal))
                ? "; its weights are in PyTorch's own format, which can run code" : "");
        return Wanted(paths).Count == 0 ? $"none of the files that Kif reads of a {Noun}: {string.Join(", ", Patterns)}" : null;
    }

    private static string? Weights(IReadOnlyCollection<string> paths) =>
        paths.Contains(WeightFiles.Whole) ? WeightFiles.Whole : paths.Contains(WeightFiles.Index) ? WeightFiles.Index : null;
}
