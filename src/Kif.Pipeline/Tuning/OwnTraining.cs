using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Tuning;

/// <summary>The training options of a single strategy with its own learning rate.</summary>
internal static class OwnTraining
{
    /// <summary>Copies the shared options with another learning rate.</summary>
    public static TrainingOptions At(double rate, TrainingOptions shared)
    {
        TrainingOptions own = OptionTexts.Copy(shared);
        own.LearningRate = rate;
        return own;
    }
}
