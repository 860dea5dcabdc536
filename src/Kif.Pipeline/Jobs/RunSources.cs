using System.Reflection;
using System.Runtime.Loader;
using Kif.Models;

namespace Kif;

/// <summary>
/// The hashes of what decides the bits of runs beside weights, tokenizer and examples: the model's settings, the adapter that is trained further, and code
/// that does not come with Kif.
/// </summary>
internal static class RunSources
{
    /// <summary>The file of a chat template, which decides runs where conversations are learned.</summary>
    public const string ChatTemplate = "chat_template.jinja";

    private static readonly string[] OfModel = ["config.json", "generation_config.json"], OfAdapter = [PeftConfig.FileName, PeftAdapterFile.WeightsName];

    /// <summary>Hashes the files of settings in a model's folder and the adapter's files, by name; those that are not there have no entry.</summary>
    /// <param name="model">The model's folder, or a name of it.</param>
    /// <param name="adapter">The adapter's folder, or a name of it; null for none.</param>
    /// <param name="chats">Whether conversations are learned, so that the chat template counts.</param>
    public static IEnumerable<KeyValuePair<string, string>> Files(string model, string? adapter, bool chats) =>
        In(NamedFolder.PathOf(model, HubContent.Model), chats ? [.. OfModel, ChatTemplate] : OfModel, "")
            .Concat(adapter is null ? [] : In(NamedFolder.PathOf(adapter, HubContent.Adapter), OfAdapter, RunDescription.AdapterSource))
            .Where(f => File.Exists(f.Path)).Select(f => KeyValuePair.Create(f.Name, FileHash.Of(f.Path)));

    private static IEnumerable<(string Name, string Path)> In(string folder, string[] files, string prefix) =>
        files.Select(f => (prefix + f, Path.Combine(folder, f)));

    /// <summary>Hashes code that does not come with Kif, by the names of its assemblies; that of a plug-in with what is loaded beside it.</summary>
    /// <param name="code">Assemblies, those of Kif among them.</param>
    public static SortedDictionary<string, string> Code(IEnumerable<Assembly> code)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var left = new Queue<Assembly>(code.Where(IsForeign));
        while (left.TryDequeue(out Assembly? assembly))
        {
            if (!hashes.TryAdd(assembly.GetName().Name!, Hash(assembly))) continue;
            if (AssemblyLoadContext.GetLoadContext(assembly) is PluginLoadContext plugin)
                foreach (Assembly beside in plugin.Beside(assembly)) left.Enqueue(beside);
        }
        return hashes;
    }

    /// <summary>Whether an assembly is neither Kif's nor of the platform.</summary>
    private static bool IsForeign(Assembly assembly)
    {
        if (AssemblyLoadContext.GetLoadContext(assembly) is PluginLoadContext) return true;
        string name = assembly.GetName().Name!;
        return name is not ("TorchSharp" or "netstandard" or "mscorlib" or "Kif.Abstractions" or "Kif.Models" or "Kif.Strategies" or "Kif.Baselines"
            or "Kif.Pipeline" or "Kif.Reports" or "Kif.Testing") && !name.StartsWith("System.", StringComparison.Ordinal);
    }

    /// <summary>Hashes an assembly's file; of one without a file, the compiler's own mark of its content.</summary>
    private static string Hash(Assembly assembly) =>
        assembly.Location is { Length: > 0 } file && File.Exists(file) ? FileHash.Of(file) : $"module {assembly.ManifestModule.ModuleVersionId:n}";
}
