// Each scenario has the machine to itself, as its user has: two editors and their browsers at once on two cores would be a test of the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
