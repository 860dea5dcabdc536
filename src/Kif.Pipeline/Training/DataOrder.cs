namespace Kif.Pipeline.Training;

/// <summary>The order of the examples within an epoch.</summary>
public enum DataOrder
{
    /// <summary>Shuffled, then sorted by length within windows of 50 batches whose batches are shuffled again: little padding, still random.</summary>
    Bucketed,

    /// <summary>Shuffled.</summary>
    Shuffled,

    /// <summary>As given, every epoch.</summary>
    AsGiven,
}
