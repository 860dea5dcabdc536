namespace Kif.Pipeline.Studies;

/// <summary>The result of a decomposer: the effect of its units on training.</summary>
/// <param name="Decomposer">The decomposer's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Units">The number of units of the adapter.</param>
/// <param name="Entries">The number of trained elements.</param>
/// <param name="Moved">The number of elements that training changed.</param>
/// <param name="Differing">The number of elements whose bits differ from the run without units; 0 is the claim.</param>
public sealed record PreservationFinding(string Decomposer, long Seed, int Units, long Entries, long Moved, long Differing);
