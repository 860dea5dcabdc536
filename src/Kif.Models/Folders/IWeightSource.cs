namespace Kif.Models.Folders;

/// <summary>The named weights of a checkpoint. A source records the weights that were taken, so that the others can be reported.</summary>
public interface IWeightSource
{
    /// <summary>Whether there is a weight of that name.</summary>
    bool Contains(string name);

    /// <summary>Returns the shape of a weight without loading it; null if there is no such weight or its shape is not known in advance.</summary>
    IReadOnlyList<long>? Shape(string name) => null;

    /// <summary>Loads a weight in its stored type; the caller owns the tensor.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="shape">The required shape.</param>
    /// <exception cref="InvalidDataException">There is no such weight, or it has another shape; the message names it.</exception>
    Tensor Take(string name, params long[] shape);

    /// <summary>Checks that all weights were taken.</summary>
    /// <param name="mayRemain">Tells the names that need not be taken; null for none.</param>
    /// <exception cref="InvalidDataException">A weight was not taken; the message names it.</exception>
    void AssertAllTaken(Func<string, bool>? mayRemain = null);
}
