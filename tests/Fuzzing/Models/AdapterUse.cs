using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Fits adapters onto a model and computes with both.</summary>
internal static class AdapterUse
{
    private static readonly Lazy<FuzzScratch> Model = new(() =>
    {
        var scratch = new FuzzScratch();
        scratch.Hold(AdapterSeeds.Base.Files);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => scratch.Dispose();
        return scratch;
    });

    public static void Fit(FuzzCase given)
    {
        using AdaptedModel adapted = AdaptedModel.Load(ModelFolder.Open(Model.Value.Path), given.Folder);
        ModelUse.Compute(adapted.Backbone);
    }
}
