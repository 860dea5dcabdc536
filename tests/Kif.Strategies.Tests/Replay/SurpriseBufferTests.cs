using Kif.Tests;

namespace Kif.Strategies.Tests.Replay;

/// <summary>The surprise buffer (algorithms.md 10.16).</summary>
public sealed class SurpriseBufferTests
{
    [Fact]
    public void Equal_parts_shrink_and_the_most_surprising_stay()
    {
        var buffer = new SurpriseBuffer(new() { Share = 1, MaxExamples = 6 });
        double[][] scores = [[3, 1, 2, 5, 4], [2.5, 0.5, 3.5], [9]];
        string[][] kept = [["0/3", "0/4", "0/0", "0/2", "0/1"], ["0/3", "0/4", "0/0", "1/2", "1/0", "1/1"], ["0/3", "0/4", "1/2", "1/0", "2/0"]];
        for (int task = 0; task < 3; task++)
        {
            Offers.Offer(buffer, task, Offers.Task(task, scores[task].Length), probe: Scoring(scores[task]));
            buffer.Contents.Select(m => m.Example.Id).Should().Equal(kept[task]);
        }
    }

    [Theory]
    [InlineData(500, 3, 166)]
    [InlineData(500, 15, 33)]
    public void What_does_not_divide_stays_unused(int capacity, int tasks, int each)
    {
        var buffer = new SurpriseBuffer(new() { Share = 1, MaxExamples = capacity });
        for (int task = 0; task < tasks; task++) Offers.Offer(buffer, task, Offers.Task(task, 600));
        buffer.Contents.CountBy(m => m.Task).Should().HaveCount(tasks).And.OnlyContain(t => t.Value == each);
    }

    [Fact]
    public void Of_equals_the_earlier_stay()
    {
        var buffer = new SurpriseBuffer(new() { Share = 0.5 });
        Offers.Offer(buffer, 0, Offers.Task(0, 4), probe: Scoring([1, 2, 2, 2]));
        buffer.Contents.Select(m => m.Example.Id).Should().Equal("0/1", "0/2");
    }

    [Fact]
    public void It_chooses_before_the_task_or_after_it_and_once()
    {
        foreach (SurpriseTime when in Enum.GetValues<SurpriseTime>())
        {
            var buffer = new SurpriseBuffer(new() { Share = 1, When = when });
            var offered = new BufferUpdate
            {
                Task = "t", Index = 0, Train = Offers.Task(0, 4), Weights = null!, Passes = Offers.Probe(), Random = new RandomStream(1),
            };
            buffer.Prepare(offered);
            buffer.Contents.Should().HaveCount(when == SurpriseTime.Before ? 4 : 0);
            buffer.Prepare(offered);
            buffer.Update(offered);
            buffer.Contents.Should().HaveCount(4);
        }
    }

    [Fact]
    public void A_loss_that_is_no_number_is_refused_with_its_example() =>
        FluentActions.Invoking(() => Offers.Offer(new SurpriseBuffer(new() { Share = 1 }), 0, Offers.Task(0, 2), probe: Scoring([1, double.NaN])))
            .Should().Throw<InvalidOperationException>().WithMessage("the loss of the example '0/1' is NaN*");

    private static ScriptedProbe Scoring(double[] scores) => new()
    {
        OnForward = examples => new(torch.tensor(scores[int.Parse(examples.Single().Id.Split('/')[1])]), torch.zeros(1, 2), torch.zeros(1, torch.int64)),
    };
}
