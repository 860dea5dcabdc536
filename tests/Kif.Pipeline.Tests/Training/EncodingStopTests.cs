namespace Kif.Pipeline.Tests.Training;

[Collection(AloneCollection.Name)]
public sealed class EncodingStopTests
{
    [Fact]
    public void A_task_stops_while_its_examples_are_encoded_and_goes_on_to_the_same_bits()
    {
        Example[] train = [.. Enumerable.Range(0, 20).SelectMany(_ => TinyRun.Task(0))];
        double[] whole;
        using (ContinualLearner unstopped = Learner(new StoppingEncoder()))
        {
            unstopped.Learn("first", train, TestContext.Current.CancellationToken);
            whole = unstopped.Weights.data<double>().ToArray();
        }
        using var stop = new CancellationTokenSource();
        var stopping = new StoppingEncoder { At = 100, Stop = stop.Cancel };
        using ContinualLearner learner = Learner(stopping);

        FluentActions.Invoking(() => learner.Learn("first", train, stop.Token)).Should().Throw<OperationCanceledException>();

        stopping.Encoded.Should().BeInRange(100, 200, "it stops soon, and not after all of them");
        learner.PausedTask.Should().Be("first");
        learner.Learn("first", train, TestContext.Current.CancellationToken);
        learner.Weights.data<double>().ToArray().Should().Equal(whole);
    }

    private static ContinualLearner Learner(IExampleEncoder encoder) =>
        new(TinyRun.Model(), encoder, new([]), TinyRun.Options, new RandomStream(1), _ => { });

    private sealed class StoppingEncoder : IExampleEncoder
    {
        public int At { get; init; } = -1;

        public Action? Stop { get; init; }

        public int Encoded { get; private set; }

        public EncodedExample Encode(Example example)
        {
            if (++Encoded == At) Stop?.Invoke();
            return TinyRun.Encoder.Encode(example);
        }

        public string Decode(ReadOnlySpan<int> ids) => TinyRun.Encoder.Decode(ids);
    }
}
