namespace Kif.Testing.Tests.Wrong;

/// <summary>Deliberately wrong parts: each is caught by the check meant for it, and by no other.</summary>
public sealed class WrongPartTests
{
    private static readonly Dictionary<string, (ConformanceSuite Suite, string? Caught)> Cases = new()
    {
        [nameof(OverlappingUnits)] = (Decomposer<OverlappingUnits>(), "units-apart"),
        [nameof(MissingUnits)] = (Decomposer<MissingUnits>(), "units-complete"),
        [nameof(ShuffledUnits)] = (Decomposer<ShuffledUnits>(), "units-stable"),
        [nameof(LastGradient)] = (Estimator<LastGradient>(), null),
        [nameof(NegativeScores)] = (Estimator<NegativeScores>(), "scores"),
        [nameof(GivesItsState)] = (Estimator<GivesItsState>(), "scores-owned"),
        [nameof(FirstExampleOnly)] = (Estimator<FirstExampleOnly>(), "example-order"),
        [nameof(OneCoefficientTooFew)] = (Fuser<OneCoefficientTooFew>(), "coefficients"),
        [nameof(TwiceAsMuch)] = (Fuser<TwiceAsMuch>(), "coefficients"),
        [nameof(AnotherShape)] = (Fuser<AnotherShape>(), "coefficients"),
        [nameof(ForgetsAnEntry)] = (Fuser<ForgetsAnEntry>(), "fused-between"),
        [nameof(FusesInPlace)] = (Fuser<FusesInPlace>(), "fusing-pure"),
        [nameof(FirstFew)] = (Buffer<FirstFew>(null), null),
        [nameof(AboveCapacity)] = (Buffer<AboveCapacity>(10), "memory-limits"),
        [nameof(SameIds)] = (Buffer<SameIds>(null), "memory-contents"),
        [nameof(GrowsAHandedList)] = (Buffer<GrowsAHandedList>(null), "memory-lists"),
        [nameof(ChoosesBefore)] = (Buffer<ChoosesBefore>(null), null),
        [nameof(ChoosesAgain)] = (Buffer<ChoosesAgain>(null), "resume-within-task"),
        [nameof(SumsOverAStop)] = (Buffer<SumsOverAStop>(null), "resume-within-preparation"),
        [nameof(ChangesWhatItPreparesWith)] = (Buffer<ChangesWhatItPreparesWith>(null), "arguments-unchanged"),
        [nameof(KeepsWhatItPreparedWith)] = (Buffer<KeepsWhatItPreparedWith>(null), "nothing-borrowed"),
        [nameof(StoresAnswers)] = (Buffer<StoresAnswers>(null), null),
        [nameof(MakesUpAnswers)] = (Buffer<MakesUpAnswers>(null), "memory-contents"),
        [nameof(StaticMemory)] = (Buffer<StaticMemory>(null), "isolation"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_part_is_caught_by_the_check_meant_for_it_and_by_no_other(string name) => Verdicts.CaughtBy(Cases[name].Suite, Cases[name].Caught);

    private static ConformanceSuite Decomposer<T>()
        where T : class, ISkillUnitDecomposer, new() => ConformanceSuite.Of("wrong", Subject<ISkillUnitDecomposer, T>(), DecomposerChecks.All);

    private static ConformanceSuite Estimator<T>()
        where T : class, IImportanceEstimator, new() => ConformanceSuite.Of("wrong", Subject<IImportanceEstimator, T>(), EstimatorChecks.All);

    private static ConformanceSuite Fuser<T>()
        where T : class, IKnowledgeFuser, new() => ConformanceSuite.Of("wrong", Subject<IKnowledgeFuser, T>(), FuserChecks.All);

    private static ConformanceSuite Buffer<T>(int? most) where T : class, IReplayBuffer, new() =>
        ConformanceSuite.Of("wrong", Subject<IReplayBuffer, T>() with { MaxExamples = most }, BufferChecks.All);

    private static PartUnderTest<TPart> Subject<TPart, T>() where TPart : class where T : class, TPart, new() =>
        PartUnderTest<TPart>.Of("wrong", new NoOptions(), _ => new T(), ConformanceModel.EncoderDecoder);
}
