using System.Text.Json;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>One task of a recorded run of Trainer.</summary>
internal sealed class TrainerTask
{
    private readonly JsonElement json;

    /// <summary>Reads a task and finds the order of its rows in each epoch.</summary>
    /// <param name="json">Its part of the trace.</param>
    /// <param name="batches">The rows of each batch, in the order used.</param>
    /// <param name="epochs">Number of epochs.</param>
    public TrainerTask(JsonElement json, IReadOnlyList<IReadOnlyList<EncodedExample>> batches, int epochs)
    {
        (this.json, Batches) = (json, batches);
        EncodedExample[] all = [.. batches.SelectMany(b => b)];
        (all.Length % epochs).Should().Be(0, "every epoch has the same rows");
        Rows = all[..(all.Length / epochs)];
        Orders = [.. all.Chunk(Rows.Count).Select(Order)];
    }

    /// <summary>The rows, in the order of the first epoch.</summary>
    public IReadOnlyList<EncodedExample> Rows { get; }

    /// <summary>The order of the rows in each epoch.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Orders { get; }

    /// <summary>The rows of each batch, in the order used.</summary>
    public IReadOnlyList<IReadOnlyList<EncodedExample>> Batches { get; }

    /// <summary>The number of batches used up to the end of each step.</summary>
    public int[] Ends => [.. Steps("after_batches").Select(n => (int)n)];

    public double[] LearningRates => Steps("learning_rate");

    public double[] GradientNorms => Steps("gradient_norm");

    /// <summary>The losses as logged.</summary>
    public double[] LoggedLosses => Steps("loss");

    /// <summary>The loss of each step: the sum of what the batches returned.</summary>
    public double[] Losses
    {
        get
        {
            double[] batches = [.. json.GetProperty("micro_losses_as_returned").EnumerateArray().Select(l => l.GetDouble())];
            int[] ends = Ends;
            return [.. ends.Select((end, s) => batches[(s == 0 ? 0 : ends[s - 1])..end].Sum())];
        }
    }

    /// <summary>Whether two rows have the same ids and labels.</summary>
    public static bool Same(EncodedExample one, EncodedExample other) => one.Source.SequenceEqual(other.Source) && one.Target.SequenceEqual(other.Target);

    private double[] Steps(string name) => [.. json.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty(name).GetDouble())];

    private int[] Order(EncodedExample[] epoch)
    {
        List<int> left = [.. Enumerable.Range(0, Rows.Count)];
        return [.. epoch.Select(row =>
        {
            int place = left.FindIndex(i => Same(Rows[i], row));
            place.Should().BeGreaterThanOrEqualTo(0, "every epoch has the same rows");
            int index = left[place];
            left.RemoveAt(place);
            return index;
        })];
    }
}
