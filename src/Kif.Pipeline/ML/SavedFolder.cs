using System.IO.Compression;
using System.Text.Json;
using Kif.Models;

namespace Kif.ML;

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
        // What is written is what is read: the same limits, before anybody has the file.
        using var read = new TemporaryFolder();
        PackedFolder.Extract(packed.ToArray(), read.Path);
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Extracts a packed folder.</summary>
    /// <exception cref="InvalidDataException">The text is not a packed folder.</exception>
    public static TemporaryFolder Unpack(ReadOnlySpan<char> text)
    {
        if (text.Length / 4 * 3L > PackedFolder.MostPacked + 3)
            throw new InvalidDataException($"the state of the saved model is damaged: it has {text.Length} characters, more than any that is saved");
        var folder = new TemporaryFolder();
        try
        {
            PackedFolder.Extract(Convert.FromBase64String(text.ToString()), folder.Path);
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
        return Load(saved, Path.Combine(folder, Learner), InertParts.Of(saved.Parts, saved.Trains), pool, catalog, search, toLearn: false);
    }

    private static LearnedModel Load(SavedModel saved, string learnerFolder, StrategyComposition composition, BackbonePool pool, KifCatalog catalog,
        BackboneSearch search, bool toLearn = true)
    {
        BackboneLease? lease = null;
        ContinualLearner? learner = null;
        try
        {
            lease = pool.Take(search.Find(saved.Backbone), saved.Recipe.Compute, catalog);
            learner = LearnedModel.Start(saved.Recipe, composition, lease.Backbone, saved.Training);
            if (toLearn) learner.Resume(learnerFolder);
            else learner.ResumeToAnswer(learnerFolder);
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

/// <summary>The description of a saved model, in <c>model.json</c>; tensors and the strategy's state are stored beside it.</summary>
/// <param name="Format">The format version: 2.</param>
/// <param name="Recipe">The recipe of its training.</param>
/// <param name="Tasks">The learned tasks, in order.</param>
/// <param name="Parts">The names of the strategy's parts.</param>
/// <param name="Trains">The weights that are trained.</param>
/// <param name="NeedsTask">Whether answering needs the task of each prompt.</param>
/// <param name="Columns">The column names.</param>
/// <param name="BatchSize">The number of rows answered at once.</param>
/// <param name="MaxNewTokens">The maximum number of tokens per answer.</param>
/// <param name="Training">The training options of the last task.</param>
/// <param name="Backbone">The backbone it was trained on.</param>
internal sealed record SavedModel(
    int Format, LearningRecipe Recipe, IReadOnlyList<string> Tasks, IReadOnlyList<string> Parts, TrainedWeights Trains, bool NeedsTask, ColumnNames Columns,
    int BatchSize,
    int MaxNewTokens, TrainingOptions Training, BackboneReference Backbone)
{
    public const int Current = 2;

    /// <exception cref="InvalidDataException">The file is missing, or is not the description of a model of this version.</exception>
    public static SavedModel Read(string file)
    {
        SavedModel read = FolderDescription.Read<SavedModel>(file, "model", LearningRecipe.Json, Current);
        try
        {
            read.Check();
            return read;
        }
        catch (Exception e) when (e is CompositionException or ArgumentException)
        {
            throw new InvalidDataException($"{file} describes no model: {e.Message}", e);
        }
    }

    private void Check()
    {
        if (BatchSize < 1 || MaxNewTokens < 1) throw new CompositionException($"BatchSize is {BatchSize} and MaxNewTokens {MaxNewTokens}; both are at least 1");
        OptionsValidation.Validate(Training, "Training");
        OptionsValidation.Validate(Recipe.Limits, "Recipe.Limits");
        OptionsValidation.Validate(Recipe.Compute, "Recipe.Compute");
        Recipe.Lora.Validate();
    }

    public void Write(string file) => AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, LearningRecipe.Json));
}
