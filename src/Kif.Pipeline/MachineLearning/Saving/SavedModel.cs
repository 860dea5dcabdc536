using System.Text.Json;
using Kif.Pipeline.MachineLearning.Data;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Options;
using Kif.Pipeline.State;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>The description of a saved model, in <c>model.json</c>; tensors and the strategy's state are stored beside it.</summary>
/// <param name="Format">The format version: 1.</param>
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
    int Format, LearningRecipe Recipe, IReadOnlyList<string> Tasks, IReadOnlyList<string> Parts, TrainedWeights Trains, bool NeedsTask, ColumnNames Columns, int BatchSize,
    int MaxNewTokens, TrainingOptions Training, BackboneReference Backbone)
{
    public const int Current = 1;

    /// <exception cref="InvalidDataException">The file is missing, or is not the description of a model of this version.</exception>
    public static SavedModel Read(string file)
    {
        SavedModel read = DescriptionFile.Read<SavedModel>(file, "model", LearningRecipe.Json, Current, d => d.Format);
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
        OptionsCheck.Validate(Training, "Training");
        OptionsCheck.Validate(Recipe.Limits, "Recipe.Limits");
        OptionsCheck.Validate(Recipe.Compute, "Recipe.Compute");
        Recipe.Lora.Validate();
    }

    public void Write(string file)
    {
        File.WriteAllBytes(file + ".part", JsonSerializer.SerializeToUtf8Bytes(this, LearningRecipe.Json));
        File.Move(file + ".part", file, overwrite: true);
    }
}
