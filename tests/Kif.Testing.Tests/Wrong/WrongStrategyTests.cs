namespace Kif.Testing.Tests.Wrong;

/// <summary>Deliberately wrong strategies: each is caught by the check meant for it, and by no other.</summary>
public sealed class WrongStrategyTests
{
    private static readonly Dictionary<string, (Func<KifCatalog, KifCatalog> Register, string? Caught)> Cases = new()
    {
        [nameof(Pull)] = (Add<Pull>, null),
        [nameof(ForgetsToSave)] = (Add<ForgetsToSave>, "resume-between-tasks"),
        [nameof(ForgetsWithinATask)] = (Add<ForgetsWithinATask>, "resume-within-task"),
        [nameof(KeepsPartOfASum)] = (Add<KeepsPartOfASum>, "resume-within-passes"),
        [nameof(KeepsPartOfAPreparation)] = (Add<KeepsPartOfAPreparation>, "resume-within-preparation"),
        [nameof(ChangingNames)] = (Add<ChangingNames>, "state-names"),
        [nameof(OwnRandomness)] = (Add<OwnRandomness>, "determinism"),
        [nameof(TorchRandomness)] = (Add<TorchRandomness>, "randomness"),
        [nameof(LeaksPerStep)] = (Add<LeaksPerStep>, "no-leak-per-step"),
        [nameof(LeaksPerTask)] = (Add<LeaksPerTask>, "no-leak-per-task"),
        [nameof(FreesAtTheEndOnly)] = (Add<FreesAtTheEndOnly>, "cancellation"),
        [nameof(MutatesWeights)] = (Add<MutatesWeights>, "arguments-unchanged"),
        [nameof(MutatesGradients)] = (Add<MutatesGradients>, "arguments-unchanged"),
        [nameof(MutatesTheExamples)] = (Add<MutatesTheExamples>, "arguments-unchanged"),
        [nameof(MutatesTheMemory)] = (c => c.AddStrategy<NoOptions>("wrong", "wrong", (_, parts) =>
            new([new("wrong", new MutatesTheMemory())], parts.Create<IReplayBuffer>(ComponentChoice.Of("uniform")))), "arguments-unchanged"),
        [nameof(KeepsWhatWasLent)] = (Add<KeepsWhatWasLent>, "nothing-borrowed"),
        [nameof(UndeclaredEffect)] = (Add<UndeclaredEffect>, "effects"),
        [nameof(StartsElsewhere)] = (Add<StartsElsewhere>, null),
        [nameof(StartsWithoutSaying)] = (Add<StartsWithoutSaying>, "effects"),
        [nameof(ForgetsItsStart)] = (Add<ForgetsItsStart>, "resume-between-tasks"),
        [nameof(StartsFromNoNumbers)] = (Add<StartsFromNoNumbers>, "start-weights"),
        [nameof(StartsInAnotherSpace)] = (Add<StartsInAnotherSpace>, "start-weights"),
        [nameof(AnswersItself)] = (Add<AnswersItself>, null),
        [nameof(KeepsItsAnswers)] = (Add<KeepsItsAnswers>, "resume-within-task"),
        [nameof(DrawsByItself)] = (Add<DrawsByItself>, "determinism"),
        [nameof(GoesOnAnswering)] = (Add<GoesOnAnswering>, "resume-within-passes"),
        [nameof(NotFinite)] = (Add<NotFinite>, "finite"),
        [nameof(HoldsOnToALoss)] = (Add<HoldsOnToALoss>, "non-finite-gradient"),
        [nameof(CountsLessThanItWrites)] = (Add<CountsLessThanItWrites>, "state-size"),
        [nameof(WorksInItsConstructor)] = (Add<WorksInItsConstructor>, "constructing"),
        [nameof(SharesAStaticField)] = (Add<SharesAStaticField>, "isolation"),
        [nameof(NeedsTwoExamples)] = (Add<NeedsTwoExamples>, "one-example-task"),
        [nameof(RefusesARepeatedTask)] = (Add<RefusesARepeatedTask>, "task-twice"),
        [nameof(TooManySteps)] = (Add<TooManySteps>, "long-task"),
        [nameof(KnowsOneFamily)] = (Add<KnowsOneFamily>, "decoder-only"),
        [nameof(FoldsIntoTheBase)] = (Add<FoldsIntoTheBase>, "bfloat16-base"),
        [nameof(EveryOther)] = (Add<EveryOther>, null),
        [nameof(BeginsElsewhere)] = (Add<BeginsElsewhere>, "coordinates"),
        [nameof(ProjectsDifferentlyTwice)] = (Add<ProjectsDifferentlyTwice>, "coordinates"),
        [nameof(MutatesCoordinates)] = (Add<MutatesCoordinates>, "arguments-unchanged"),
        [nameof(NoRange)] = (c => c.AddStrategy<NoRange, EveryOptions>("wrong", "wrong"), "options-range"),
        [nameof(BreaksAtTheEndOfItsRange)] = (c => c.AddStrategy<BreaksAtTheEndOfItsRange, HalfOpenOptions>("wrong", "wrong"), "options-range"),
        [nameof(ActsWhenSwitchedOff)] = (c => c.AddStrategy<ActsWhenSwitchedOff, HalfOpenOptions>("wrong", "wrong"), "inactive"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_strategy_is_caught_by_the_check_meant_for_it_and_by_no_other(string name)
    {
        (Func<KifCatalog, KifCatalog> register, string? caught) = Cases[name];
        KeyValuePair<string, string>[]? inactive = name == nameof(ActsWhenSwitchedOff) ? [new("strength", "0")] : null;
        Verdicts.CaughtBy(ConformanceSuite.ForStrategy(register(KifServices.BuiltIn()), "wrong", inactive: inactive), caught);
    }

    private static KifCatalog Add<T>(KifCatalog catalog)
        where T : ContinualStrategy, new() => catalog.AddStrategy<T, NoOptions>("wrong", "wrong", _ => new T());
}
