using Kif.Models;

namespace Kif.Testing.Tests.Wrong;

/// <summary>Deliberately wrong families of models: each is caught by the check meant for it, and by no other.</summary>
public sealed class WrongBackboneTests
{
    private static readonly Dictionary<string, (Func<IWeightSource, ScalarType, IBackbone> Create, string? Caught)> Cases = new()
    {
        [nameof(Tiny)] = ((w, t) => new Tiny(w, t), null),
        [nameof(DeclaresTwice)] = ((w, t) => new DeclaresTwice(w, t), "weights-declared"),
        [nameof(ForgetsAGradient)] = ((w, t) => new ForgetsAGradient(w, t), "gradients"),
        [nameof(SeesPadding)] = ((w, t) => new SeesPadding(w, t), "padding"),
        [nameof(GeneratesOtherwise)] = ((w, t) => new GeneratesOtherwise(w, t), "generation"),
        [nameof(ComputesTwice)] = ((w, t) => new ComputesTwice(w, t), "inputs"),
        [nameof(TurnsTheBatch)] = ((w, t) => new TurnsTheBatch(w, t), "gates"),
        [nameof(MixesTheBatch)] = ((w, t) => new MixesTheBatch(w, t), "batches"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_backbone_is_caught_by_the_check_meant_for_it_and_by_no_other(string name) =>
        Verdicts.CaughtBy(ConformanceSuite.Of("wrong", new BackboneUnderTest(Cases[name].Create), BackboneChecks.All), Cases[name].Caught);
}
