"""`python -m sim` is the command `learncity`."""

from sim.cli import main

if __name__ == "__main__":
    main()
