using System.Globalization;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>The checks of a model's folder: settings, weights and tokenizer, opened as a comparison opens them.</summary>
internal static class ModelChecks
{
    public static IReadOnlyList<CheckResult> Of(string folder, ComputeSettings compute, KifCatalog catalog, out StoredModelSize? size)
    {
        size = null;
        try
        {
            ModelFolder model = ModelFolder.Open(BackboneReference.PathOf(folder));
            string family = model.Config.String("model_type");
            string[] known = [.. catalog.ComponentsOf(ComponentKind.Backbone).Select(c => c.Name)];
            if (!known.Contains(family))
                return [new("model", CheckLevel.Wrong, $"{folder} is of the family '{family}'", UnknownName.Message("model family", family, known))];
            using (model.OpenWeights()) size = Size(model.Path);
            List<CheckResult> results =
            [
                new("model", CheckLevel.Fine, string.Create(CultureInfo.InvariantCulture,
                    $"{folder}: {family}, {size.Parameters / 1e6:F1} M parameters, {MachineChecks.Gigabytes(size.Bytes)} of {string.Join(", ", size.Types)}")),
                Tokenizer(model.Path),
            ];
            // What does not fit is not loaded; the check of the memory says so.
            if (results[1].Level == CheckLevel.Wrong || !MachineChecks.Holds(size)) return results;
            using var shared = new SharedBackbone(folder, compute, catalog);
            return [.. results, .. shared.Notes.Select(n => new CheckResult("model", CheckLevel.Note, n))];
        }
        catch (Exception e) when (IsFault(e))
        {
            return [new("model", CheckLevel.Wrong, e.Message, "Give --model a Hugging Face folder with config.json, safetensors weights and a tokenizer.")];
        }
    }

    /// <summary>Whether an exception is a fault of files or settings.</summary>
    public static bool IsFault(Exception e) =>
        e is IOException or InvalidDataException or UnauthorizedAccessException or CompositionException or ArgumentException or NotSupportedException;

    private static StoredModelSize Size(string folder)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        (long parameters, long bytes) = (0, 0);
        foreach (string path in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (SafetensorsInfo info in file.Names.Select(file.Info))
            {
                types.Add(info.Type.ToString().ToLowerInvariant());
                parameters += info.Shape.Aggregate(1L, (a, b) => a * b);
                bytes += info.ByteCount;
            }
        }
        return new(parameters, bytes, [.. types]);
    }

    private static CheckResult Tokenizer(string folder)
    {
        try
        {
            ITokenizer tokenizer = TokenizerFolder.Load(folder);
            return new("tokenizer", CheckLevel.Fine, $"reads 'one two three' as {tokenizer.Encode("one two three").Length} tokens");
        }
        catch (Exception e) when (IsFault(e))
        {
            return new("tokenizer", CheckLevel.Wrong, e.Message, "Copy the tokenizer's files (tokenizer.json, or spiece.model) into the model's folder.");
        }
    }
}

/// <summary>The size of a model's weights on disk.</summary>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Bytes">The stored size in bytes.</param>
/// <param name="Types">The stored types.</param>
internal sealed record StoredModelSize(long Parameters, long Bytes, IReadOnlyList<string> Types);
