using System.Runtime.CompilerServices;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Registration;
using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning;

/// <summary>The entry point from ML.NET to continual learning.</summary>
public static class ContinualLearningExtensions
{
    // Everything made from one context shares its backbones; the table releases them together with the context.
    private static readonly ConditionalWeakTable<MLContext, BackbonePool> Pools = [];

    /// <summary>Returns the catalog of estimators that learn task after task, with evaluation, saving and loading.</summary>
    /// <param name="mlContext">The context: seed, log and cancellation come from it, and loaded backbones are shared within it.</param>
    /// <param name="kif">The strategies and metrics to choose from; null for the built-in ones.</param>
    public static ContinualLearningCatalog ContinualLearning(this MLContext mlContext, KifCatalog? kif = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new(mlContext, kif ?? KifServices.BuiltIn(), Pools.GetOrCreateValue(mlContext));
    }
}
