using System.Globalization;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>The checks of a model's folder: settings, headers of the weight files, and tokenizer.</summary>
internal static class ModelChecks
{
    public static IReadOnlyList<CheckResult> Of(string folder, KifCatalog catalog, out StoredModelSize? size)
    {
        size = null;
        try
        {
            ModelFolder model = ModelFolder.Open(folder);
            string family = model.Config.String("model_type");
            string[] known = [.. catalog.ComponentsOf(ComponentKind.Backbone).Select(c => c.Name)];
            if (!known.Contains(family))
                return [new("model", CheckLevel.Wrong, $"{folder} is of the family '{family}'", UnknownName.Message("model family", family, known))];
            using (model.OpenWeights()) size = Size(model.Path);
            return
            [
                new("model", CheckLevel.Fine, string.Create(CultureInfo.InvariantCulture,
                    $"{folder}: {family}, {size.Parameters / 1e6:F1} M parameters, {MachineChecks.Gigabytes(size.Bytes)} of {string.Join(", ", size.Types)}")),
                Tokenizer(folder),
            ];
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or CompositionException or ArgumentException)
        {
            return [new("model", CheckLevel.Wrong, e.Message, "Give --model a Hugging Face folder with config.json, safetensors weights and a tokenizer.")];
        }
    }

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
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
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
