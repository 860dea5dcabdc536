namespace Kif;

/// <summary>Samples replay examples for a step.</summary>
/// <param name="memory">All replay examples; may be empty.</param>
/// <param name="count">The number of examples to sample.</param>
/// <param name="draw">The 0-based index of the draw within the task.</param>
/// <param name="random">The stream to draw from.</param>
public delegate IReadOnlyList<Remembered> MemorySampler(IReadOnlyList<Remembered> memory, int count, int draw, RandomStream random);
