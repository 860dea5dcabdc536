using System.IO.Compression;
using Kif.Models;
using Kif.Pipeline.Learning;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>
/// Writes and reads a saved model as a folder (<c>model.json</c>, and <c>learner/</c> written by <see cref="ContinualLearner"/>) and as the text in an
/// ML.NET zip.
/// </summary>
internal static class SavedFolder
{
    private const string Description = "model.json", Learner = "learner";

    public static void Write(LearnedModel model, SavedModel saved, string folder)
    {
        Directory.CreateDirectory(folder);
        model.Save(Path.Combine(folder, Learner));
        saved.Write(Path.Combine(folder, Description));
    }

    /// <summary>Packs the folder's files into one text.</summary>
    public static string Pack(LearnedModel model, SavedModel saved)
    {
        using var folder = new TemporaryFolder();
        Write(model, saved, folder.Path);
        using var packed = new MemoryStream();
        ZipFile.CreateFromDirectory(folder.Path, packed, CompressionLevel.NoCompression, includeBaseDirectory: false);
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Extracts a packed folder.</summary>
    /// <exception cref="InvalidDataException">The text is not a packed folder.</exception>
    public static TemporaryFolder Unpack(ReadOnlySpan<char> text)
    {
        var folder = new TemporaryFolder();
        try
        {
            using var packed = new MemoryStream(Convert.FromBase64String(text.ToString()));
            ZipFile.ExtractToDirectory(packed, folder.Path);
            return folder;
        }
        catch (FormatException e)
        {
            folder.Dispose();
            throw new InvalidDataException($"the state of the saved model is damaged: {e.Message}", e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Reads the whole model, ready to learn further tasks.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pool">The pool that provides its backbone.</param>
    /// <param name="catalog">The catalog that provides its strategy.</param>
    /// <param name="search">The search for its backbone.</param>
    /// <exception cref="InvalidDataException">A file or the backbone is missing or differs; the message names it.</exception>
    /// <exception cref="CompositionException">The strategy is not registered in the catalog.</exception>
    public static (SavedModel Saved, LearnedModel Model) Read(string folder, BackbonePool pool, KifCatalog catalog, BackboneSearch search)
    {
        SavedModel saved = SavedModel.Read(Path.Combine(folder, Description));
        StrategyComposition composition = new StrategyComposer(catalog).Choose(saved.Recipe.Strategy, saved.Recipe.Settings).Compose();
        return (saved, Load(saved, Path.Combine(folder, Learner), composition, pool, catalog, search));
    }

    /// <summary>
    /// Reads a model for answering only: the strategy may be unregistered unless it has separate weights per task, and its state is not read.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public static LearnedModel ReadToAnswer(string folder, BackbonePool pool, KifCatalog catalog, BackboneSearch search)
    {
        SavedModel saved = SavedModel.Read(Path.Combine(folder, Description));
        if (saved.NeedsTask) return Read(folder, pool, catalog, search).Model;
        string learner = Path.Combine(folder, Learner);
        File.Delete(Path.Combine(learner, "state.safetensors"));
        File.WriteAllText(Path.Combine(learner, "state.json"), "{}");
        return Load(saved, learner, SilentParts.Of(saved.Parts, saved.Trains), pool, catalog, search);
    }

    private static LearnedModel Load(SavedModel saved, string learnerFolder, StrategyComposition composition, BackbonePool pool, KifCatalog catalog, BackboneSearch search)
    {
        BackboneLease? lease = null;
        ContinualLearner? learner = null;
        try
        {
            lease = pool.Take(search.Find(saved.Backbone), saved.Recipe.Compute, catalog.Backbones());
            learner = LearnedModel.Start(saved.Recipe, composition, lease.Backbone, saved.Training);
            learner.Resume(learnerFolder);
            return new(learner, lease, saved.Recipe, saved.Tasks, saved.MaxNewTokens);
        }
        catch
        {
            if (learner is null) composition.Dispose();
            learner?.Dispose();
            lease?.Dispose();
            throw;
        }
    }
}
