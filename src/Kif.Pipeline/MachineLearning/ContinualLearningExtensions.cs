using System.Runtime.CompilerServices;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Registration;
using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning;

/// <summary>The way from ML.NET to continual learning.</summary>
public static class ContinualLearningExtensions
{
    // Backbones are shared by all that comes of one context, and the table lets go of them with it.
    private static readonly ConditionalWeakTable<MLContext, BackbonePool> Pools = [];

    /// <summary>Estimators that learn task after task, and what goes with them.</summary>
    /// <param name="mlContext">The context: seed, log and cancellation come from it, and loaded backbones are shared within it.</param>
    /// <param name="kif">The strategies and metrics to choose from; null for those built in.</param>
    public static ContinualLearningCatalog ContinualLearning(this MLContext mlContext, KifCatalog? kif = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new(mlContext, kif ?? KifServices.BuiltIn(), Pools.GetOrCreateValue(mlContext));
    }
}
