using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Tuning;

/// <summary>How a single strategy trains whose learning rate was searched.</summary>
internal static class OwnTraining
{
    /// <summary>As all do, but for the rate.</summary>
    public static TrainingOptions At(double rate, TrainingOptions shared)
    {
        TrainingOptions own = OptionTexts.Copy(shared);
        own.LearningRate = rate;
        return own;
    }
}
