using Kif.Tests;

namespace Kif.Baselines.Tests.OnPolicy;

/// <summary>The model's own answers as a memory (algorithms.md 10.19).</summary>
public sealed class OnPolicyBufferTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_best_answers_of_each_task_are_made_anew_before_every_task()
    {
        OnPolicyBuffer buffer = Buffer(new() { Share = 0.5, Pool = 10 });
        Offer(buffer, 0, 8, _ => throw new InvalidOperationException("there is nothing to answer"));
        buffer.Contents.Should().BeEmpty();
        // Answers whose first letter is right: of the odd ones.
        Offer(buffer, 1, 8, i => i % 2 == 1 ? "right" : "wrong");
        buffer.Contents.Select(m => (m.Task, m.Example.Id, m.Example.Target)).Should().Equal(
            ("t0", "0/1", "right"), ("t0", "0/3", "right"), ("t0", "0/5", "right"), ("t0", "0/7", "right"));
        Offer(buffer, 2, 8, i => i == 2 ? "r" : "n");
        buffer.Contents.Select(m => (m.Id, m.Task, m.Example.Id)).Should().Equal((4, "t0", "0/2"), (5, "t0", "0/0"), (6, "t1", "1/2"), (7, "t1", "1/0"));
    }

    [Fact]
    public void A_budget_below_one_for_each_task_is_none_and_asks_nothing()
    {
        OnPolicyBuffer buffer = Buffer(new() { Share = 0.3 });
        for (int task = 0; task < 3; task++) Offer(buffer, task, 5, task == 1 ? _ => "r" : _ => throw new InvalidOperationException());
        buffer.Contents.Should().BeEmpty("one answer cannot be shared by two tasks");
    }

    [Fact]
    public void A_task_that_was_prepared_for_is_not_prepared_for_again()
    {
        OnPolicyBuffer buffer = Buffer(new() { Share = 1 });
        Offer(buffer, 0, 3, _ => "");
        Prepare(buffer, 1, 3, _ => "r");
        IReadOnlyList<ReplayExample> chosen = buffer.Contents;
        Prepare(buffer, 1, 3, _ => throw new InvalidOperationException());
        buffer.Contents.Should().BeSameAs(chosen);
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, null, 40, 10)]
    [InlineData(MethodProfile.Recommended, 7, 40, 7)]
    [InlineData(MethodProfile.OfficialCode, null, 40, 40)]
    public void As_many_prompts_are_stored_as_the_pool_has(MethodProfile profile, int? pool, int train, int stored)
    {
        OnPolicyBuffer buffer = Buffer(new() { Share = 0.025, Pool = pool, Profile = profile });
        Offer(buffer, 0, train, _ => "");
        int asked = 0;
        Prepare(buffer, 1, train, _ =>
        {
            asked++;
            return "r";
        });
        asked.Should().Be(stored);
    }

    [Fact]
    public void Without_a_share_nothing_is_kept()
    {
        OnPolicyBuffer buffer = Buffer(new() { Share = 0 });
        long before = StateSize.Of(buffer);
        Offer(buffer, 0, 4, _ => "");
        StateSize.Of(buffer).Should().BeLessThanOrEqualTo(before);
    }

    [Fact]
    public void The_likeliest_answers_are_chosen_and_empty_ones_only_as_published()
    {
        // The ids of "r", "" and "n" are answered with these log-probabilities a token.
        double[] certainty = [-0.5, -0.1, -0.2];
        string[] Kept(MethodProfile profile)
        {
            OnPolicyBuffer buffer = Buffer(new() { Share = 1, Score = AnswerScore.Likelihood, Profile = profile });
            Offer(buffer, 0, 3, _ => "");
            Prepare(buffer, 1, 3, i => new[] { "r", "", "n" }[i], i => certainty[i]);
            return [.. buffer.Contents.Select(m => m.Example.Id)];
        }
        Kept(MethodProfile.Recommended).Should().Equal("0/2", "0/0");
        Kept(MethodProfile.OfficialCode).Should().Equal("0/1", "0/2", "0/0");
    }

    [Fact]
    public void A_score_that_is_no_number_is_refused_with_its_example()
    {
        OnPolicyBuffer buffer = Buffer(new() { Share = 1, Score = AnswerScore.Likelihood });
        Offer(buffer, 0, 2, _ => "");
        FluentActions.Invoking(() => Prepare(buffer, 1, 2, _ => "r", i => i == 1 ? double.NaN : -1))
            .Should().Throw<InvalidOperationException>().WithMessage("the answer to '0/1' has the score NaN*");
    }

    [Fact]
    public void Where_nothing_can_be_replayed_the_strategy_says_so()
    {
        var strategy = new OprStrategy(new() { Share = 0.1 });
        string[] Told(int index, int train) =>
        [
            .. strategy.EndTask(Hook.TaskEnd(torch.zeros(1), torch.zeros(1)) with { Index = index, Train = [.. Task(index, train)] }).Warnings,
        ];
        Told(0, 5).Should().BeEmpty();
        Told(1, 10).Should().BeEmpty();
        Told(2, 19).Should().ContainSingle().Which.Should().StartWith("no answers to earlier tasks were replayed: opr.share of 19 examples is 1, fewer than the 2");
    }

    private static OnPolicyBuffer Buffer(OprOptions options)
    {
        if (options.Score == AnswerScore.Metric) options.Score = AnswerScore.FirstCharacter;
        return new(options, new(options, null));
    }

    private static IEnumerable<Example> Task(int task, int count) => Enumerable.Range(0, count).Select(i => new Example($"{i}", "right", $"{task}/{i}"));

    private static void Offer(OnPolicyBuffer buffer, int task, int count, Func<int, string> answer)
    {
        Prepare(buffer, task, count, answer);
        buffer.Update(Offered(task, count, new ScriptedProbe()));
    }

    private static void Prepare(OnPolicyBuffer buffer, int task, int count, Func<int, string> answer, Func<int, double>? certainty = null)
    {
        var letters = new Letters();
        buffer.Prepare(Offered(task, count, new ScriptedProbe
        {
            Ids = letters, OnGenerate = prompts => [.. prompts.Select(p => letters.Ids(answer(p.Source[0])))],
            OnIds = one => new(torch.zeros(1), Certain(one.Single(), certainty!(one.Single().Source[0])), torch.zeros(1)),
        }));
    }

    private static BufferUpdate Offered(int task, int count, IExtraPasses passes) => new()
    {
        Task = $"t{task}", Index = task, Train = [.. Task(task, count)], Weights = null!, Passes = passes, Random = new RandomStream(1),
    };

    /// <summary>Logits of the given log-probability at each token of the answer, and equal ones elsewhere.</summary>
    private static Tensor Certain(EncodedExample one, double each)
    {
        Tensor rows = torch.full([one.Target.Length, 128], Math.Log((1 - Math.Exp(each)) / 127), torch.float64);
        for (int i = 0; i < one.Target.Length; i++) rows[i, one.Target[i]] = torch.tensor(each);
        return rows;
    }

    /// <summary>A letter is a token; 0 ends an answer.</summary>
    private sealed class Letters : IExampleEncoder
    {
        public EncodedExample Encode(Example example) => new([int.Parse(example.Input)], Ids(example.Target));

        public string Decode(ReadOnlySpan<int> ids) => string.Concat(ids.ToArray().Where(id => id > 0).Select(id => (char)id));

        public int[] Ids(string text) => [.. text.Select(c => (int)c), 0];
    }
}
