namespace Kif.Models.Folders;

/// <summary>Named weights of a checkpoint, wherever they lie. Each is taken once, so that what nobody took can be named.</summary>
public interface IWeightSource
{
    /// <summary>Whether there is a weight of that name.</summary>
    bool Contains(string name);

    /// <summary>The sizes of a weight, without loading it; null if there is no such weight or they are not known beforehand.</summary>
    IReadOnlyList<long>? Shape(string name) => null;

    /// <summary>Takes a weight in the type in which it is stored; the caller owns the tensor.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="InvalidDataException">There is no such weight, or it has another shape; the message names it.</exception>
    Tensor Take(string name, params long[] shape);

    /// <summary>Checks that nothing is left over.</summary>
    /// <param name="mayRemain">Says which names are no error when they were not taken; null for none.</param>
    /// <exception cref="InvalidDataException">A weight was not taken; the message names it.</exception>
    void AssertAllTaken(Func<string, bool>? mayRemain = null);
}
