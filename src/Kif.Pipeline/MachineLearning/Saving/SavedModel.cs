using System.Text.Json;
using Kif.Pipeline.MachineLearning.Data;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Options;
using Kif.Pipeline.State;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>What a saved model is, in <c>model.json</c>; tensors and the strategy's state lie beside it.</summary>
/// <param name="Format">Version of the layout: 1.</param>
/// <param name="Recipe">How it learnt.</param>
/// <param name="Tasks">What it learnt, in order.</param>
/// <param name="Parts">Names of the strategy's parts.</param>
/// <param name="Trains">What trains.</param>
/// <param name="NeedsTask">Whether it must be told the task of each text.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="BatchSize">Rows that are answered in one go.</param>
/// <param name="MaxNewTokens">Most tokens per answer.</param>
/// <param name="Training">How the last task was trained.</param>
/// <param name="Backbone">What it stands on.</param>
internal sealed record SavedModel(
    int Format, LearningRecipe Recipe, IReadOnlyList<string> Tasks, IReadOnlyList<string> Parts, TrainedWeights Trains, bool NeedsTask, ColumnNames Columns, int BatchSize,
    int MaxNewTokens, TrainingOptions Training, BackboneReference Backbone)
{
    public const int Current = 1;

    /// <exception cref="InvalidDataException">The file is missing, or describes no model of this version.</exception>
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
