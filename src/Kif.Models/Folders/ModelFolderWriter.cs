using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models.Folders;

/// <summary>Writes a model as an ordinary Hugging Face folder: settings and tokenizer of its original folder, and new weights.</summary>
public static class ModelFolderWriter
{
    /// <summary>Files that are copied if they exist.</summary>
    private static readonly string[] Copied =
    [
        "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "vocab.txt", "merges.txt",
        "spiece.model", "tokenizer.model", "chat_template.jinja", "chat_template.json", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "NOTICE.txt",
    ];

    /// <summary>Writes a folder that transformers loads. It appears complete or not at all.</summary>
    /// <param name="source">The original folder of the model: its settings and tokenizer are copied, its weights are not read.</param>
    /// <param name="weights">All weights by Hugging Face's names, a tied one once, as <see cref="LanguageModel.Export"/> passes them; only read.</param>
    /// <param name="folder">The new folder; it must not exist yet, or be empty.</param>
    /// <param name="options">The type of the weights and size of the files; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there are no weights.</exception>
    /// <exception cref="IOException">The folder is the source, is not empty, or can't be written.</exception>
    /// <exception cref="InvalidDataException">A weight is not finite, or too large for the type.</exception>
    public static void Write(ModelFolder source, IReadOnlyDictionary<string, Tensor> weights, string folder, ModelFolderOptions? options = null)
    {
        options ??= new();
        options.Validate();
        if (weights.Count == 0) throw new ArgumentException("a model has weights, and there are none", nameof(weights));
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckFree(source, target);
        string parent = Path.GetDirectoryName(target) ?? throw new IOException($"'{folder}' can't be made a model folder.");
        Directory.CreateDirectory(parent);
        string part = Path.Combine(parent, $".{Path.GetFileName(target)}.{Guid.NewGuid():n}.part");
        try
        {
            Directory.CreateDirectory(part);
            WeightShards.Write(part, weights, options);
            foreach (string file in Copied)
                if (source.Find(file) is { } found) File.Copy(found, Path.Combine(part, file));
            File.WriteAllText(Path.Combine(part, "config.json"), Config(source, options.DType));
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(part, target);
        }
        finally
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Rejects a target that is not empty.</summary>
    /// <exception cref="IOException">It is not empty; if it is the source, the message says so.</exception>
    internal static void CheckFree(ModelFolder source, string target)
    {
        if (File.Exists(target)) throw new IOException($"'{target}' is a file; allowed: a folder that is not there yet, or an empty one.");
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any()) return;
        string real = new DirectoryInfo(target).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? target;
        string original = new DirectoryInfo(source.Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? source.Path;
        bool same = Path.TrimEndingDirectorySeparator(real) == Path.TrimEndingDirectorySeparator(original);
        throw new IOException($"'{target}' {(same ? "is the folder that the model comes from, which is never changed" : "is not empty")}; allowed: a folder that is not there yet, or an empty one.");
    }

    /// <summary>Returns the source's settings with the type of the new weights, under the name that the source uses for it.</summary>
    private static string Config(ModelFolder source, ScalarType dtype)
    {
        var config = JsonObject.Create(source.Config.Json)!;
        string key = config.ContainsKey("dtype") ? "dtype" : "torch_dtype";
        config[key] = dtype.ToString().ToLowerInvariant();
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
