namespace Kif.Pipeline.Studies;

/// <summary>Whether one decomposition leaves training as it is.</summary>
/// <param name="Decomposer">Its name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Units">Number of units that the adapter falls into.</param>
/// <param name="Entries">Trained entries.</param>
/// <param name="Moved">Entries that training changed.</param>
/// <param name="Differing">Entries whose bits differ from those of the run without units; 0 is the claim.</param>
public sealed record PreservationFinding(string Decomposer, long Seed, int Units, long Entries, long Moved, long Differing);
