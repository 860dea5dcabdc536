using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>
/// A text model inside the folder of a multimodal one: its settings are the section <c>text_config</c>, its weights have prefixes, and the parts for images
/// or sound are left out.
/// </summary>
internal static class NestedText
{
    private const string Section = "text_config";

    private static readonly string[] Prefixes = ["language_model.model.", "model.language_model.", "language_model.", "model.text_model."],
        Heads = ["lm_head.", "language_model.lm_head."];

    /// <summary>Returns the settings of the text model of a folder; the file itself if it has none inside.</summary>
    /// <param name="config"><c>config.json</c>.</param>
    public static ConfigFile Settings(ConfigFile config) => config.Section(Section) is { } text && text.Has("model_type")
        ? text.With(TiedWeights.Setting, JsonValue.Create(Said(config)))
        : config;

    /// <summary>Tells where transformers 4 ties other weights: it asks the text model's settings, transformers 5 those around them.</summary>
    /// <param name="files">The text model's files; their notes receive the sentence.</param>
    /// <param name="config"><c>config.json</c>.</param>
    /// <param name="ofClass">Whether the text model's class ties the head where its settings say nothing.</param>
    public static void Note(BackboneFiles files, ConfigFile config, bool ofClass)
    {
        if (config.Section(Section) is not { } text) return;
        bool five = Said(config), four = TiedWeights.Said(text) ?? ofClass;
        if (five != four && !files.Weights.Contains("lm_head.weight"))
            GenerationNotes.Add(
                files, "head", five ? "takes the embedding" : "has its own", four ? "the embedding" : "random numbers, since the folder has none");
    }

    /// <summary>Wraps a checkpoint to find the text model's weights by its own names, and to leave out those of other parts.</summary>
    public static IWeightSource Weights(IWeightSource source) => new TextWeights(new RenamedWeights(source, Names), source);

    private static bool Said(ConfigFile config) => TiedWeights.Said(config) ?? true;

    private static IEnumerable<string> Names(string name)
    {
        const string head = "lm_head.", model = "model.";
        if (name.StartsWith(head, StringComparison.Ordinal)) return Heads.Select(prefix => prefix + name[head.Length..]);
        return name.StartsWith(model, StringComparison.Ordinal) ? Prefixes.Select(prefix => prefix + name[model.Length..]) : [name];
    }

    private sealed class TextWeights(IWeightSource named, IWeightSource stored) : IWeightSource
    {
        public bool Contains(string name) => named.Contains(name);

        public IReadOnlyList<long>? Shape(string name) => named.Shape(name);

        public Tensor Take(string name, params long[] shape) => named.Take(name, shape);

        public void AssertAllTaken(Func<string, bool>? mayRemain = null) => stored.AssertAllTaken(name =>
            !Prefixes.Concat(Heads).Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) || mayRemain?.Invoke(Own(name)) == true);

        private static string Own(string name)
        {
            foreach (string prefix in Heads)
                if (name.StartsWith(prefix, StringComparison.Ordinal)) return $"lm_head.{name[prefix.Length..]}";
            foreach (string prefix in Prefixes)
                if (name.StartsWith(prefix, StringComparison.Ordinal)) return $"model.{name[prefix.Length..]}";
            return name;
        }
    }
}
