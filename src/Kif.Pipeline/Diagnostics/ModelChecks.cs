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
            ModelFolder model = ModelFolder.Open(NamedFolder.Require(folder, HubContent.Model));
            string family = model.Config.String("model_type");
            string[] known = [.. catalog.ComponentsOf(ComponentKind.Backbone).Select(c => c.Name)];
            if (!known.Contains(family))
                return [new("model", CheckLevel.Wrong, $"{folder} is of the family '{family}'", UnknownModel.Error(model.Config, known).Message)];
            size = Size(model);
            // Of Kif's own model there is nothing to tell.
            List<string>? notes = model.Path == EmbeddedModel.Folder() ? null : [];
            List<CheckResult> results =
            [
                new("model", CheckLevel.Fine, string.Create(CultureInfo.InvariantCulture,
                    $"{folder}: {family}, {size.Parameters / 1e6:F1} M parameters, {MachineChecks.Gigabytes(size.Bytes)} of {string.Join(", ", size.Types)}")),
                Tokenizer(model.Path, notes, out ITokenizer? tokenizer),
            ];
            // What does not fit is not loaded; the check of the memory says so.
            if (MachineChecks.Holds(size) && Fault(model, tokenizer, compute, catalog, notes) is { } fault) results.Add(fault);
            return [.. results, .. (notes ?? []).Select(n => new CheckResult("model", CheckLevel.Note, n))];
        }
        catch (Exception e) when (IsFault(e))
        {
            return [new("model", CheckLevel.Wrong, e.Message, "Give --model a Hugging Face folder with config.json, safetensors weights and a tokenizer.")];
        }
    }

    /// <summary>Whether an exception is a fault of files or settings.</summary>
    public static bool IsFault(Exception e) =>
        e is IOException or InvalidDataException or UnauthorizedAccessException or CompositionException or ArgumentException or NotSupportedException;

    private static StoredModelSize Size(ModelFolder model)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        (long parameters, long bytes) = (0, 0);
        using WeightFiles files = WeightFiles.Open(model);
        foreach (SafetensorsInfo info in files.Names.Select(name => files.FileOf(name)!.Info(name)))
        {
            types.Add(info.Type.ToString().ToLowerInvariant());
            parameters += info.Shape.Aggregate(1L, (a, b) => a * b);
            bytes += info.ByteCount;
        }
        return new(parameters, bytes, [.. types]);
    }

    private static CheckResult Tokenizer(string folder, ICollection<string>? notes, out ITokenizer? tokenizer)
    {
        tokenizer = null;
        try
        {
            tokenizer = TokenizerFolder.Load(folder, notes);
            return new("tokenizer", CheckLevel.Fine, $"reads 'one two three' as {tokenizer.Encode("one two three").Length} tokens");
        }
        catch (Exception e) when (IsFault(e))
        {
            return new("tokenizer", CheckLevel.Wrong, e.Message, "Copy the tokenizer's files (tokenizer.json, or spiece.model) into the model's folder.");
        }
    }

    /// <summary>Opens the model as a comparison does; null if nothing is wrong.</summary>
    private static CheckResult? Fault(ModelFolder model, ITokenizer? tokenizer, ComputeSettings compute, KifCatalog catalog, ICollection<string>? notes)
    {
        try
        {
            using IBackbone backbone = PretrainedBackbones.Load(model, compute.DeviceOf(), compute.TypeOf(), catalog, notes);
            if (tokenizer is null) return null;
            VocabularyFit.Check(model, backbone.Weights, tokenizer);
            ExampleEncoders.For(backbone, tokenizer, new(), model.Path);
            return null;
        }
        catch (Exception e) when (IsFault(e))
        {
            return new("model", CheckLevel.Wrong, e.Message, "Correct what the message names; kif compare refuses the folder too.");
        }
    }
}

/// <summary>The size of a model's weights on disk.</summary>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Bytes">The stored size in bytes.</param>
/// <param name="Types">The stored types.</param>
internal sealed record StoredModelSize(long Parameters, long Bytes, IReadOnlyList<string> Types);
