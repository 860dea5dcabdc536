using System.Globalization;
using Kif.Models;
using Kif.Models.Folders;
using Kif.Models.Safetensors;
using Kif.Models.Tokenizers;

namespace Kif.Pipeline.Examination;

/// <summary>The checks of a model's folder: settings, headers of the weight files, and tokenizer.</summary>
internal static class ModelExamination
{
    public static IReadOnlyList<Observation> Of(string folder, KifCatalog catalog, out ModelSize? size)
    {
        size = null;
        try
        {
            ModelFolder model = ModelFolder.Open(folder);
            string family = model.Config.String("model_type");
            IReadOnlyCollection<string> known = catalog.Backbones().ModelTypes;
            if (!known.Contains(family)) return [new("model", ObservationLevel.Wrong, $"{folder} is of the family '{family}'", UnknownName.Message("model family", family, known))];
            using (model.OpenWeights()) size = Size(model.Path);
            return
            [
                new("model", ObservationLevel.Fine, string.Create(CultureInfo.InvariantCulture,
                    $"{folder}: {family}, {size.Parameters / 1e6:F1} M parameters, {MachineExamination.Gigabytes(size.Bytes)} of {string.Join(", ", size.Types)}")),
                Tokenizer(folder),
            ];
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or CompositionException or ArgumentException)
        {
            return [new("model", ObservationLevel.Wrong, e.Message, "Give --model a Hugging Face folder with config.json, safetensors weights and a tokenizer.")];
        }
    }

    private static ModelSize Size(string folder)
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

    private static Observation Tokenizer(string folder)
    {
        try
        {
            ITokenizer tokenizer = TokenizerFolder.Load(folder);
            return new("tokenizer", ObservationLevel.Fine, $"reads 'one two three' as {tokenizer.Encode("one two three").Length} tokens");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
        {
            return new("tokenizer", ObservationLevel.Wrong, e.Message, "Copy the tokenizer's files (tokenizer.json, or spiece.model) into the model's folder.");
        }
    }
}
